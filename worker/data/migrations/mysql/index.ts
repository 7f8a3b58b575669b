import type { MigrationObject } from '@mikro-orm/core'
import { Checkpoints } from './0001_checkpoints.ts'
import { CanceledTasks } from './0002_canceled_tasks.ts'

/** In the order in which they run; the names are kept in the database, so one that was released stays as it is. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: '0001_checkpoints', class: Checkpoints },
  { name: '0002_canceled_tasks', class: CanceledTasks },
]
