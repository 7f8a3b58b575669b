import type { MikroORM } from '@mikro-orm/sql'
import type { FreeSpace } from '../disk/freeSpace.ts'
import { within } from '../time/within.ts'
import type { Database, DatabaseDefinition, DatabaseOptions } from './database.ts'
import type { RecentFaults } from './recentFaults.ts'

const PING_LIMIT_MS = 2_000

/** MikroORM options of both databases. */
export const ormOptions = (definition: DatabaseDefinition, { log, subscribers = [], onQuery }: DatabaseOptions) => ({
  entities: [...definition.entities],
  subscribers,
  forceUtcTimezone: true,
  debug: onQuery ? (['query'] as 'query'[]) : false,
  logger: onQuery ?? ((message: string) => log.debug(message)),
  colors: false,
})

/** The parts of an opened database besides MikroORM. */
export interface DatabaseParts {
  faults: RecentFaults
  /** Free space of the file's disk. */
  room?: FreeSpace
  close(): Promise<void>
}

/** An opened MikroORM as a `Database`. */
export function toDatabase(orm: MikroORM, { faults, room, close }: DatabaseParts): Database {
  let asking: Promise<unknown> | undefined
  /** One ping at a time, so that a silent server does not gather connections. */
  const ask = () => {
    asking ??= orm.em
      .getConnection()
      .execute('select 1')
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  return {
    orm,
    fork: () => orm.em.fork(),
    async ping() {
      await within(PING_LIMIT_MS, ask(), () => new Error(`the database did not answer within ${PING_LIMIT_MS} ms`))
      return (await room?.note()) ?? faults.note()
    },
    checkRoom: async () => room?.check(),
    close,
  }
}
