import { once } from 'node:events'
import { createServer } from 'node:net'
import { HOST } from '../contract/addresses.ts'
import { DevServersError } from '../contract/devServersError.ts'

/** @throws DevServersError naming the port and its variable when the port is in use. */
export async function requireFreePort(port: number, setting: string): Promise<void> {
  const server = createServer()
  try {
    server.listen({ host: HOST, port })
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new DevServersError(
      `port ${port} is in use by a process that this script did not start. Stop it, or set ${setting} to another port.`,
    )
  }
  server.close()
  await once(server, 'close')
}
