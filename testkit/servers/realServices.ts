import { connect } from 'node:net'
import { credentials, environmentFor, portSettings } from '@atelier/devservers/contract/addresses.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'

/** Long enough for servers on a busy machine; short, as every such suite waits for it. */
const PROBE_MS = 300

const addresses = environmentFor('users', loadConfig(portSettings, process.env))

/**
 * The variable of each server's URL, with that of `pnpm services up` as the default. MySQL's URL names no database;
 * each suite creates one named `test_…`.
 */
const services = {
  mysql: { title: 'MySQL', variable: 'MYSQL_URL', defaultPort: 3306, defaultUrl: withoutPath(addresses.DATABASE_URL) },
  redis: { title: 'Redis', variable: 'REDIS_URL', defaultPort: 6379, defaultUrl: addresses.REDIS_URL },
  kafka: { title: 'Kafka', variable: 'KAFKA_BROKERS', defaultPort: 9092, defaultUrl: addresses.KAFKA_BROKERS },
  minio: { title: 'MinIO', variable: 'MINIO_URL', defaultPort: 80, defaultUrl: addresses.MINIO_URL },
} as const

export type RealServiceName = keyof typeof services

/** A real server for the suites of its adapters. */
export interface RealService {
  /**
   * Whether its suites run: always with `REQUIRE_SERVICES=1`, where they fail without the server; else when it is
   * reachable.
   */
  available: boolean
  /** Its URL, for Kafka `host:port`, or several separated by commas. */
  url: string
  /** Suffix of a suite's name: says that the server is not reachable, and where. */
  note: string
}

/** MinIO's keys, of the environment or of `pnpm services up`. */
export const minioKeys = {
  accessKey: process.env.MINIO_ACCESS_KEY ?? credentials.minio.accessKey,
  secretKey: process.env.MINIO_SECRET_KEY ?? credentials.minio.secretKey,
}

/** Probes a real server. */
export async function realService(name: RealServiceName): Promise<RealService> {
  const { title, variable, defaultPort, defaultUrl } = services[name]
  const url = process.env[variable] ?? defaultUrl
  if (process.env.REQUIRE_SERVICES === '1') return { available: true, url, note: '' }
  const { host, port } = addressIn(url, defaultPort)
  const available = await answers(host, port)
  return { available, url, note: available ? '' : ` (without ${title}: nothing answers at ${host}:${port})` }
}

/** Host and port of the first server in a URL or in a list of `host:port`. */
function addressIn(url: string, defaultPort: number): { host: string; port: number } {
  const first = url.split(',')[0] as string
  const { hostname, port } = new URL(first.includes('://') ? first : `tcp://${first}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) }
}

function withoutPath(url: string): string {
  const { protocol, username, password, host } = new URL(url)
  return `${protocol}//${username}:${password}@${host}`
}

/** Whether a TCP connection is accepted. */
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
