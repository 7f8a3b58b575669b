import type { MigrationObject } from '@mikro-orm/core'
import { Migration20261124Checkpoints } from './migration20261124_checkpoints.ts'
import { Migration20261130CanceledTasks } from './migration20261130_canceledTasks.ts'

/** In the order in which they run. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '20261124_checkpoints', class: Migration20261124Checkpoints },
  { name: '20261130_canceledTasks', class: Migration20261130CanceledTasks },
]
