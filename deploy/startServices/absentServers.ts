import { connect } from 'node:net'
import { HOST, type Ports } from '@atelier/devservers/contract/addresses.ts'

const CONNECT_TIMEOUT_MS = 1_000

/** Servers of `pnpm services` that accept no connection, each as `name (host:port)`. */
export async function absentServers(ports: Ports): Promise<string[]> {
  const servers = [
    ['MySQL', ports.atelierMysqlPort],
    ['Redis', ports.atelierRedisPort],
    ['Kafka', ports.atelierKafkaPort],
    ['MinIO', ports.atelierMinioPort],
  ] as const
  const answers = await Promise.all(servers.map(async ([, port]) => acceptsConnections(port)))
  return servers.filter((_, index) => !answers[index]).map(([name, port]) => `${name} (${HOST}:${port})`)
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: HOST, port, timeout: CONNECT_TIMEOUT_MS })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => end(true))
    socket.on('timeout', () => end(false))
    socket.on('error', () => end(false))
  })
}
