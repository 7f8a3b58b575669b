import type { FastifyInstance } from 'fastify'
import { StartupError } from '../errors/startupError.ts'

/**
 * Connections that may wait to be accepted; the system has a bound of its own (on Linux `net.core.somaxconn`). Where no
 * more find a place, those of others are not refused but forgotten, and come through by a retransmission tens of seconds
 * later. Node's own 511 are fewer than one address may have.
 */
const BACKLOG = 4_096

/** Thrown when a service cannot take its port. */
export class PortTakenError extends StartupError {
  override readonly name = 'PortTakenError'
}

/**
 * Starts listening.
 * @returns the base URL, with the real port where 0 was asked for.
 * @throws PortTakenError in place of the bare system error.
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
