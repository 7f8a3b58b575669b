import type { MigrationObject } from '@mikro-orm/core'
import { Tasks } from './m001Tasks.ts'
import { Inputs } from './m002Inputs.ts'

/** In the order in which they run; a migration that has been released is never changed, only followed by another. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: 'm001Tasks', class: Tasks },
  { name: 'm002Inputs', class: Inputs },
]
