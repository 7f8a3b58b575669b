import type { EntitySchema, EventSubscriber, MigrationObject } from '@mikro-orm/core'
import type { EntityManager, MikroORM } from '@mikro-orm/sql'
import type { Logger } from '../log/logger.ts'

export type { EntityManager } from '@mikro-orm/sql'

/** A service's own database, migrated and ready. */
export interface Database {
  /** A fresh entity manager with an identity map of its own; one for each request or piece of work. */
  fork(): EntityManager
  /**
   * For readiness.
   * @returns a note when it answers, but does not take what is written.
   * @throws when it does not answer within two seconds.
   */
  ping(): Promise<string | undefined>
  /** To be asked before anything new is taken. @throws LittleRoomError while little room is left on a file's disk. */
  checkRoom(): Promise<void>
  /** The MikroORM instance, for tools and tests of the schema itself. */
  readonly orm: MikroORM
  close(): Promise<void>
}

/** What a service's database holds and how it came to hold it. */
export interface DatabaseDefinition {
  entities: readonly EntitySchema[]
  /** In the order in which they run. */
  migrations: { sqlite: readonly MigrationObject[]; mysql: readonly MigrationObject[] }
  /** Names under which earlier versions recorded migrations, each with the name of today. */
  formerNames?: Readonly<Record<string, string>>
}

/** What a process may take of its database; what is absent is as the settings have it by default. */
export interface DatabaseLimits {
  /** Connections to a server at once. */
  poolMax?: number
  /** How long to wait for a server at the start. */
  waitMs?: number
  /**
   * How long one query to a server may take, in milliseconds. One that takes longer fails, with the transaction that it
   * is part of.
   */
  queryMs?: number
  /** How long to wait while another process writes to a file, in milliseconds. */
  lockMs?: number
  /** What to keep free on a file's disk, as `watchFreeSpace` has it. */
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
  /** Hears each statement; tests count them. */
  onQuery?: (sql: string) => void
}
