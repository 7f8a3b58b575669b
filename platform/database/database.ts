import type { EntitySchema, EventSubscriber, MigrationObject } from '@mikro-orm/core'
import type { EntityManager, MikroORM } from '@mikro-orm/sql'
import type { Logger } from '../log/logger.ts'

export type { EntityManager } from '@mikro-orm/sql'

/** A service's own database, migrated and ready. */
export interface Database {
  /** A new entity manager with its own identity map; one per request or unit of work. */
  fork(): EntityManager
  /**
   * For readiness.
   * @returns a note when the database can be read but not written.
   * @throws when it does not answer within two seconds.
   */
  ping(): Promise<string | undefined>
  /** Checked before new work is accepted. @throws LowDiskSpaceError while the disk of a database file is low on space. */
  checkRoom(): Promise<void>
  /** The MikroORM instance, for tools and tests of the schema itself. */
  readonly orm: MikroORM
  close(): Promise<void>
}

/** Entities and migrations of a service's database. */
export interface DatabaseDefinition {
  entities: readonly EntitySchema[]
  /** In order of execution. */
  migrations: { sqlite: readonly MigrationObject[]; mysql: readonly MigrationObject[] }
  /** Earlier names of recorded migrations, each with its current name. */
  formerNames?: Readonly<Record<string, string>>
}

/** Limits on the use of a database; absent ones have the defaults of the settings. */
export interface DatabaseLimits {
  /** Maximum connections to a server. */
  poolMax?: number
  /** Milliseconds to wait for a server at startup. */
  waitMs?: number
  /** Query timeout in milliseconds. A query that takes longer fails, with its transaction. */
  queryMs?: number
  /** Milliseconds to wait for another process's lock on a file. */
  lockMs?: number
  /** Free space of a file's disk, as for `watchFreeSpace`. */
  minFreeBytes?: number | undefined
}

export interface DatabaseOptions {
  /**
   * `sqlite:path/to/file.sqlite`, `sqlite::memory:` or `mysql://user:password@host:port/database`, the latter with
   * `?ssl-mode=VERIFY_IDENTITY` and `ssl-ca` as MySQL has them.
   */
  url: string
  log: Logger
  limits?: DatabaseLimits
  subscribers?: EventSubscriber[]
  /** Called with each statement; tests count them. */
  onQuery?: (sql: string) => void
}
