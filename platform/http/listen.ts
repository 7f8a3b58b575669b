import type { FastifyInstance } from 'fastify'
import { StartupFault } from '../errors/startupFault.ts'

/** Thrown when a service cannot take its port. */
export class PortTakenError extends StartupFault {
  override readonly name = 'PortTakenError'
}

/**
 * Starts listening.
 * @returns the base URL, with the real port where 0 was asked for.
 * @throws PortTakenError in place of the bare system error.
 */
export async function listen(server: FastifyInstance, address: { host: string; port: number }): Promise<string> {
  try {
    return await server.listen(address)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortTakenError(`Port ${address.port} on ${address.host} is in use. Free it or set another port.`)
    }
    throw error
  }
}
