import { connect } from 'node:net'
import { HOST } from '../../contract/addresses.ts'
import { DevServersError } from '../../contract/devServersError.ts'
import type { Command, Server } from '../../contract/server.ts'
import type { DevServersSettings } from '../../contract/settings.ts'
import { findPackage, installOnce } from '../../install/installOnce.ts'
import { unpack, unpackedCommand } from '../../install/unpackDebian.ts'
import { versionIn } from '../../install/version.ts'
import { ProgramMissingError, run } from '../../process/run.ts'

const PACKAGE = 'redis'
const ADVICE = 'Install Redis so that redis-server is on the PATH.'

/** The machine's own Redis, or else that of its apt, unpacked outside the system. */
export function createRedis(settings: DevServersSettings): Server {
  const { atelierCache: cache, atelierRedisPort: port } = settings
  return {
    name: 'redis',
    title: 'Redis',
    address: `redis://${HOST}:${port}`,
    ports: [{ port, setting: 'ATELIER_REDIS_PORT' }],
    installedVersion: async () => (await systemVersion()) ?? (await findPackage(cache, PACKAGE))?.version,
    install: async report => {
      const own = await systemVersion()
      const unpacked = own === undefined ? await unpackRedis(cache, report) : undefined
      const command = async (args: readonly string[]): Promise<Command> =>
        unpacked ? unpackedCommand(unpacked.folder, PROGRAM, args) : { file: 'redis-server', args }
      return {
        version: unpacked?.version ?? (own as string),
        prepare: async () => {},
        command: data => command(['--bind', HOST, '--port', String(port), '--dir', data, '--appendonly', 'no']),
        ask: () => ping(HOST, port),
      }
    },
  }
}

const PROGRAM = 'usr/bin/redis-server'

const unpackRedis = (cache: string, report: (line: string) => void) =>
  installOnce(cache, PACKAGE, report, async unfinished => {
    report('there is no redis-server on this machine; fetching Debian packages')
    await unpack(unfinished, 'own', ['redis-server'], ADVICE)
    const { file, args } = await unpackedCommand(unfinished, PROGRAM, ['--version'])
    return versionIn(await run(file, args))
  })

async function systemVersion(): Promise<string | undefined> {
  try {
    return versionIn(await run('redis-server', ['--version']))
  } catch (error) {
    if (error instanceof ProgramMissingError) return undefined
    throw error
  }
}

const PROBE_TIMEOUT_MS = 2_000

/**
 * A readiness probe of Redis: PING; rejects unless the response is PONG, which it is not while Redis loads its data.
 */
function ping(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PROBE_TIMEOUT_MS })
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', text => {
      answer += text
      if (answer.includes('\r\n')) socket.end()
    })
    socket.on('timeout', () => socket.destroy(new DevServersError('no response')))
    socket.on('error', reject)
    socket.on('close', () =>
      answer.startsWith('+PONG') ? resolve() : reject(new DevServersError(`unexpected response: ${answer.trim()}`)),
    )
  })
}
