import { connect } from 'node:net'
import { credentials, environmentFor, portSettings } from '@atelier/devservers/contract/addresses.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'

/** Long enough for a busy machine's own servers; short, as every suite that could use one waits for it. */
const PROBE_MS = 300

const standing = environmentFor('users', loadConfig(portSettings, process.env))

/**
 * The variable that says where each server is, and where it is when nothing is said: what `pnpm services up` starts.
 * MySQL's address names no database; each suite makes one named `test_…` for itself.
 */
const services = {
  mysql: { title: 'MySQL', variable: 'MYSQL_URL', usualPort: 3306, standard: withoutPath(standing.DATABASE_URL) },
  redis: { title: 'Redis', variable: 'REDIS_URL', usualPort: 6379, standard: standing.REDIS_URL },
  kafka: { title: 'Kafka', variable: 'KAFKA_BROKERS', usualPort: 9092, standard: standing.KAFKA_BROKERS },
  minio: { title: 'MinIO', variable: 'MINIO_URL', usualPort: 80, standard: standing.MINIO_URL },
} as const

export type RealServiceName = keyof typeof services

/** A real server for the suites of the adapters that speak to it. */
export interface RealService {
  /**
   * Whether its suites run: always with `REQUIRE_SERVICES=1`, where a server that is missing makes them fail; else
   * when it answered just now.
   */
  available: boolean
  /** Its address as the adapters take it: a URL, for Kafka `host:port` or several with commas between. */
  url: string
  /** For the end of a suite's name: says when the real server was left out, and where it was looked for. */
  note: string
}

/** MinIO's keys, as `pnpm services up` sets them or as the environment says. */
export const minioKeys = {
  accessKey: process.env.MINIO_ACCESS_KEY ?? credentials.minio.accessKey,
  secretKey: process.env.MINIO_SECRET_KEY ?? credentials.minio.secretKey,
}

/** Looks for a real server. */
export async function realService(name: RealServiceName): Promise<RealService> {
  const { title, variable, usualPort, standard } = services[name]
  const url = process.env[variable] ?? standard
  if (process.env.REQUIRE_SERVICES === '1') return { available: true, url, note: '' }
  const { host, port } = addressIn(url, usualPort)
  const available = await answers(host, port)
  return { available, url, note: available ? '' : ` (without ${title}: nothing answers at ${host}:${port})` }
}

/** The host and port of the first server in a URL or in a list of `host:port`. */
function addressIn(url: string, usualPort: number): { host: string; port: number } {
  const first = url.split(',')[0] as string
  const { hostname, port } = new URL(first.includes('://') ? first : `tcp://${first}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usualPort : Number(port) }
}

function withoutPath(url: string): string {
  const { protocol, username, password, host } = new URL(url)
  return `${protocol}//${username}:${password}@${host}`
}

/** Whether anybody accepts a TCP connection there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: PROBE_MS })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => end(true))
    socket.on('timeout', () => end(false))
    socket.on('error', () => end(false))
  })
}
