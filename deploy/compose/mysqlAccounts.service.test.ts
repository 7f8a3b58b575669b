import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { credentials } from '@atelier/devservers/contract/addresses.ts'
import { createMysql } from '@atelier/devservers/servers/mysql/mysql.ts'
import { root } from '@atelier/testkit/deploy/composeFile.ts'
import { type OwnServer, openOwnServer, ownServer } from '@atelier/testkit/servers/ownServer.ts'
import { freePorts } from '@atelier/testkit/support/freePorts.ts'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceProcesses } from '../processes.ts'
import { allReady } from '../startServices/readiness.ts'
import { startProcess } from '../startServices/supervised.ts'

const services = ['users', 'projects', 'tasks', 'worker'] as const
const passwordOf = (service: string) => `password-of.${service}_~1`

/** What MySQL's image is given to run at its first start. */
function statements(env: Record<string, string>): string {
  const script = join(import.meta.dirname, 'mysql/accounts.sh')
  // The image's own function that hands statements to the server.
  return execFileSync('bash', ['-c', `docker_process_sql() { cat; }; . ${script}`], {
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const passwords = Object.fromEntries(services.map(name => [`MYSQL_${name.toUpperCase()}_PASSWORD`, passwordOf(name)]))

describe('the accounts of MySQL', () => {
  it.each(["it's", 'a b', 'a@b', ''])('are not made with a password that is no part of a URL: %j', password => {
    expect(() => statements({ ...passwords, MYSQL_TASKS_PASSWORD: password })).toThrow(/account tasks must be of A-Z/)
  })
})

const available = await ownServer(createMysql)

describe.runIf(available.available)(`an account of MySQL${available.note}`, { timeout: 120_000 }, () => {
  let server: OwnServer
  let port: number
  const connect = (user: string, password: string, database?: string): Promise<Connection> =>
    createConnection({
      host: '127.0.0.1',
      port,
      user,
      password,
      ...(database && { database }),
      multipleStatements: true,
    })

  beforeAll(async () => {
    server = await openOwnServer(settings => {
      port = settings.atelierMysqlPort
      return createMysql(settings)
    })
    const admin = await connect('root', credentials.mysql.rootPassword)
    // As in the image, where nothing is before it.
    for (const name of services) await admin.query(`DROP DATABASE ${name}`)
    await admin.query(statements(passwords))
    await admin.end()
  }, 120_000)
  afterAll(() => server?.close(), 60_000)

  it.each(services)('of %s can do all that its service needs, migrations included', async name => {
    const [own] = (await freePorts(1)) as [number]
    const gaveUp = new AbortController()
    const env = {
      PATH: process.env.PATH ?? '',
      PORT: String(own),
      MANAGEMENT_PORT: 'off',
      LOG_LEVEL: 'warn',
      GATEWAY_SECRET: 'a secret for this test and no other',
      OBJECTS_SECRET: 'a secret for this test, which is long enough',
      DATABASE_URL: `mysql://${name}:${passwordOf(name)}@127.0.0.1:${port}/${name}`,
      OBJECTS_DIR: join(root, '.data/never'),
    }
    const program = startProcess({ name, main: serviceProcesses[name].main, cwd: root, env }, () => {})
    program.ended.then(() => gaveUp.abort(new Error(`${name} ended:\n${program.lastLines().join('\n')}`)))
    try {
      await allReady([{ name, url: `http://127.0.0.1:${own}` }], () => {}, gaveUp.signal).catch(() =>
        gaveUp.signal.throwIfAborted(),
      )
    } finally {
      await program.stop()
    }
    const connection = await connect(name, passwordOf(name), name)
    const [tables] = await connection.query('SHOW TABLES')
    expect((tables as unknown[]).length).toBeGreaterThan(1)
    await connection.end()
  })

  it.each(services)('of %s can do nothing else', async name => {
    const connection = await connect(name, passwordOf(name), name)
    const other = name === 'users' ? 'tasks' : 'users'
    for (const statement of [
      `USE ${other}`,
      `SELECT * FROM ${other}.outbox_messages`,
      `CREATE TABLE ${other}.mine (id int)`,
      'CREATE DATABASE mine',
      `CREATE USER mine@'%'`,
      `GRANT SELECT ON ${name}.* TO ${other}@'%'`,
      'SELECT * FROM mysql.user',
      'SET GLOBAL max_connections = 1',
      `SELECT 1 INTO OUTFILE '/tmp/mine'`,
      'SHUTDOWN',
    ]) {
      await expect(connection.query(statement), statement).rejects.toThrow(/denied|not allowed|secure-file-priv/i)
    }
    const [rows] = await connection.query('SHOW DATABASES')
    const seen = (rows as { Database: string }[]).map(row => row.Database)
    expect(seen.filter(database => !/_schema$/.test(database))).toEqual([name])
    await connection.end()
  })
})
