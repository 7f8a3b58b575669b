import { userInfo } from 'node:os'
import { join } from 'node:path'
import { credentials, HOST } from '../../contract/addresses.ts'
import type { Command, Program, Server } from '../../contract/server.ts'
import type { DevServersSettings } from '../../contract/settings.ts'
import { findPackage, installOnce } from '../../install/installOnce.ts'
import { unpack, unpackedCommand } from '../../install/unpackDebian.ts'
import { versionIn } from '../../install/version.ts'
import { run } from '../../process/run.ts'

const PACKAGE = 'mysql'
const ANSWER_LIMIT_MS = 5_000
const ADVICE = 'Use a machine with Debian, or Docker where there is one.'

/** MySQL from Debian's unstable suite, as stable Debian has none. */
export function createMysql(settings: DevServersSettings): Server {
  const { atelierCache: cache, atelierMysqlPort: port } = settings
  return {
    name: 'mysql',
    title: 'MySQL',
    address: `mysql://${HOST}:${port}`,
    ports: [{ port, setting: 'ATELIER_MYSQL_PORT' }],
    installedVersion: async () => (await findPackage(cache, PACKAGE))?.version,
    install: async report => {
      const { folder, version } = await installOnce(cache, PACKAGE, report, async unfinished => {
        report('fetching Debian packages')
        await unpack(unfinished, 'sid', ['mysql-server-core', 'mysql-client-core'], ADVICE)
        const { file, args } = await serverCommand(unfinished, ['--version'])
        return versionIn(await run(file, args))
      })
      return program(folder, version, port)
    },
  }
}

const program = (folder: string, version: string, port: number): Program => ({
  version,
  prepare: async data => {
    const init = `--init-file=${join(import.meta.dirname, 'init.sql')}`
    const { file, args } = await serverCommand(folder, [...dataOptions(data), '--initialize-insecure', init])
    await run(file, args)
  },
  command: data => serverCommand(folder, [...dataOptions(data), ...serverOptions(port)]),
  ask: async () => {
    const { user, password } = credentials.mysql
    const connection = ['--protocol=TCP', `--host=${HOST}`, `--port=${port}`, `--user=${user}`]
    const { file, args } = await unpackedCommand(folder, 'usr/bin/mysql', [
      '--no-defaults',
      `--character-sets-dir=${join(folder, 'usr/share/mysql/charsets')}`,
      ...connection,
      '--execute=SELECT 1',
    ])
    await run(file, args, { env: { MYSQL_PWD: password }, limitMs: ANSWER_LIMIT_MS })
  },
})

const serverCommand = (folder: string, options: readonly string[]): Promise<Command> =>
  unpackedCommand(folder, 'usr/sbin/mysqld', [
    '--no-defaults',
    `--basedir=${join(folder, 'usr')}`,
    `--character-sets-dir=${join(folder, 'usr/share/mysql/charsets')}`,
    `--lc-messages-dir=${join(folder, 'usr/share/mysql')}`,
    `--plugin-dir=${join(folder, 'usr/lib/mysql/plugin')}`,
    // Otherwise the server refuses to run as root.
    `--user=${userInfo().username}`,
    ...options,
  ])

const dataOptions = (data: string): string[] => [
  `--datadir=${data}`,
  '--character-set-server=utf8mb4',
  '--default-time-zone=+00:00',
  '--innodb-redo-log-capacity=32M',
  '--innodb-buffer-pool-size=64M',
]

const serverOptions = (port: number): string[] => [
  `--bind-address=${HOST}`,
  `--port=${port}`,
  '--mysqlx=OFF',
  // Relative to the data folder, as socket paths must be short.
  '--socket=mysqld.sock',
  '--pid-file=mysqld.pid',
  '--secure-file-priv=NULL',
  '--performance-schema=OFF',
  '--disable-log-bin',
  '--max-connections=400',
  // A killed server loses no commits; only a power failure may lose those of the last second.
  '--innodb-flush-log-at-trx-commit=2',
]
