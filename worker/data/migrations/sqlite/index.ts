import type { MigrationObject } from '@mikro-orm/core'
import { Checkpoints } from './0001_checkpoints.ts'
import { CanceledTasks } from './0002_canceled_tasks.ts'

/** In order of execution; names are recorded in the database, so a released one must not change. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '0001_checkpoints', class: Checkpoints },
  { name: '0002_canceled_tasks', class: CanceledTasks },
]
