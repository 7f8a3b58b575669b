import type { Configuration, Dictionary } from '@mikro-orm/core'
import { AbstractSqlDriver, SqliteConnection, SqlitePlatform } from '@mikro-orm/sqlite'
import { type NativeSqlite, type SqliteFileOptions, type SqliteSession, shareSqliteFile } from './sqliteFile.ts'

/** Kysely's own types, which MikroORM does not export. */
type Dialect = ReturnType<SqliteConnection['createKyselyDialect']>
type Driver = ReturnType<Dialect['createDriver']>
type KyselyConnection = Awaited<ReturnType<Driver['acquireConnection']>>

/** `driverOptions` of MikroORM for a shared file. */
export interface SharedFileOptions extends Dictionary {
  share: SqliteFileOptions
}

/** MikroORM's driver for a SQLite file with a shared connection, see `shareSqliteFile`. */
export class SharedFileDriver extends AbstractSqlDriver<SharedFileConnection> {
  constructor(config: Configuration) {
    super(config, new SqlitePlatform(), SharedFileConnection, ['kysely', 'better-sqlite3'])
  }
}

class SharedFileConnection extends SqliteConnection {
  override createKyselyDialect({ share, ...options }: SharedFileOptions): Dialect {
    // SQLite's own busy timeout blocks the thread, so it is off.
    const dialect = super.createKyselyDialect({ ...options, timeout: 0 })
    const native = (this as unknown as { database: NativeSqlite & { close(): void } }).database
    const newSession = shareSqliteFile(native, share)
    return {
      createDriver: () => createDriver(newSession, () => native.close()),
      // Kysely need not serialize queries, as the sessions do.
      createAdapter: () => Object.create(dialect.createAdapter(), { supportsMultipleConnections: { value: true } }),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: db => dialect.createIntrospector(db),
    }
  }
}

class Session implements KyselyConnection {
  readonly #session: SqliteSession

  constructor(session: SqliteSession) {
    this.#session = session
  }

  begin = () => this.#session.begin()
  commit = () => this.#session.commit()
  rollback = () => this.#session.rollback()
  run = (sql: string) => this.#session.run(sql, [])

  async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
    const { rows, ...counts } = await this.#session.run(sql, parameters)
    return { rows: rows as R[], ...counts }
  }

  // biome-ignore lint/correctness/useYield: nothing here reads row by row.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('rows of a SQLite file are not streamed')
  }
}

function createDriver(newSession: () => SqliteSession, close: () => void): Driver {
  const of = (connection: KyselyConnection) => connection as Session
  return {
    async init() {},
    acquireConnection: async () => new Session(newSession()),
    beginTransaction: connection => of(connection).begin(),
    commitTransaction: connection => of(connection).commit(),
    rollbackTransaction: connection => of(connection).rollback(),
    savepoint: async (connection, name) => void (await of(connection).run(`savepoint "${name}"`)),
    rollbackToSavepoint: async (connection, name) => void (await of(connection).run(`rollback to "${name}"`)),
    releaseSavepoint: async (connection, name) => void (await of(connection).run(`release "${name}"`)),
    async releaseConnection() {},
    async destroy() {
      close()
    },
  }
}
