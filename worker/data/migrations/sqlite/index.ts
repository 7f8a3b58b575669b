import type { MigrationObject } from '@mikro-orm/core'
import { Migration20261124Checkpoints } from './migration20261124_checkpoints.ts'

/** In the order in which they run. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '20261124_checkpoints', class: Migration20261124Checkpoints },
]
