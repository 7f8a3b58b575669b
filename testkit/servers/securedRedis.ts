import { once } from 'node:events'
import { connect } from 'node:tls'
import { HOST } from '@atelier/devservers/contract/addresses.ts'
import type { Server } from '@atelier/devservers/contract/server.ts'
import { createRedis } from '@atelier/devservers/servers/redis/redis.ts'
import { openOwnServer } from './ownServer.ts'
import { makeTestAuthority, type TestAuthority } from './testAuthority.ts'

/** A real Redis with TLS only and a password. */
export interface SecuredRedis {
  host: string
  /** The authority of its certificate. */
  authority: TestAuthority
  /** Another authority. */
  stranger: TestAuthority
  close(): Promise<void>
}

export const REDIS_PASSWORD = 'open-sesame'

export async function openSecuredRedis(): Promise<SecuredRedis> {
  const opened = Promise.withResolvers<Pick<SecuredRedis, 'host' | 'authority' | 'stranger'>>()
  const own = await openOwnServer(async (settings, folder) => {
    const authority = await makeTestAuthority(folder, 'redis')
    const stranger = await makeTestAuthority(folder, 'stranger')
    opened.resolve({ host: `${HOST}:${settings.atelierRedisPort}`, authority, stranger })
    return secured(createRedis(settings), settings.atelierRedisPort, authority)
  })
  return { ...(await opened.promise), close: own.close }
}

function secured(server: Server, port: number, authority: TestAuthority): Server {
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no']
  const files = [
    ['--tls-cert-file', authority.certificateFile],
    ['--tls-key-file', authority.keyFile],
    ['--tls-ca-cert-file', authority.caFile],
  ].flat()
  return {
    ...server,
    async install(report) {
      const program = await server.install(report)
      return {
        ...program,
        async command(data) {
          const command = await program.command(data)
          return { ...command, args: [...command.args, ...tls, ...files, '--requirepass', REDIS_PASSWORD] }
        },
        ask: () => shakeHands(port, authority.ca),
      }
    },
  }
}

async function shakeHands(port: number, ca: string): Promise<void> {
  const socket = connect({ host: HOST, port, ca })
  try {
    await once(socket, 'secureConnect')
  } finally {
    socket.destroy()
  }
}
