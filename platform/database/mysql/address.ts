import { StartupError } from '../../errors/startupError.ts'
import { type MysqlTls, readTls } from './tls.ts'

/** Host, database and credentials of a MySQL server. */
export interface MysqlAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
  /** Absent for unencrypted connections. */
  tls?: MysqlTls
}

const DEFAULT_PORT = 3306

/**
 * Parses `mysql://user:password@host:port/database`, with `ssl-mode` and `ssl-ca` as optional query; special characters
 * are percent-encoded.
 * @throws StartupError
 */
export function readMysqlUrl(text: string): MysqlAddress {
  const url = URL.parse(text)
  const database = url && decodeURIComponent(url.pathname.slice(1))
  if (!url?.hostname || !database) {
    throw new StartupError('DATABASE_URL must look like mysql://user:password@host:port/database.')
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = readTls(url.searchParams, host)
  return {
    host,
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ...(tls && { tls }),
  }
}

/** The address without credentials, for logs. */
export const shownAddress = ({ host, port, database }: MysqlAddress): string => `mysql://${host}:${port}/${database}`
