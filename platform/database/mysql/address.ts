import { StartupFault } from '../../errors/startupFault.ts'

/** Where a MySQL database is and who asks for it. */
export interface MysqlAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
}

const USUAL_PORT = 3306

/** Reads `mysql://user:password@host:port/database`; what is special in a URL is percent-encoded in its parts. */
export function readMysqlUrl(text: string): MysqlAddress {
  const url = URL.parse(text)
  const database = url && decodeURIComponent(url.pathname.slice(1))
  if (!url?.hostname || !database) {
    throw new StartupFault('DATABASE_URL must look like mysql://user:password@host:port/database.')
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? USUAL_PORT : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  }
}

/** The address as it may be logged. */
export const shownAddress = ({ host, port, database }: MysqlAddress): string => `mysql://${host}:${port}/${database}`
