import { StartupError } from '../../errors/startupError.ts'
import { type MysqlTls, readTls } from './tls.ts'

/** Where a MySQL database is and who asks for it. */
export interface MysqlAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
  /** Absent where nothing is encrypted. */
  tls?: MysqlTls
}

const DEFAULT_PORT = 3306

/**
 * Reads `mysql://user:password@host:port/database`, with `ssl-mode` and `ssl-ca` as its query where it has one; what is
 * special in a URL is percent-encoded in its parts.
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

/** The address as it may be logged. */
export const shownAddress = ({ host, port, database }: MysqlAddress): string => `mysql://${host}:${port}/${database}`
