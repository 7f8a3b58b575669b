import type { FastifyInstance } from 'fastify'
import { StartupError } from '../errors/startupError.ts'

/**
 * Length of the accept queue; the system has its own limit (on Linux `net.core.somaxconn`). Beyond it connections are
 * dropped without an error, and succeed by a retransmission tens of seconds later. Node's default of 511 is less than
 * the connections of one address.
 */
const BACKLOG = 4_096

/** Thrown when the port is in use. */
export class PortTakenError extends StartupError {
  override readonly name = 'PortTakenError'
}

/**
 * Starts listening.
 * @returns the base URL, with the actual port for port 0.
 * @throws PortTakenError in place of the system error.
 */
export async function listen(server: FastifyInstance, address: { host: string; port: number }): Promise<string> {
  try {
    return await server.listen({ ...address, backlog: BACKLOG })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortTakenError(`Port ${address.port} on ${address.host} is in use. Free it or set another port.`)
    }
    throw error
  }
}
