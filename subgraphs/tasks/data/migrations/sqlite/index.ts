import type { MigrationObject } from '@mikro-orm/core'
import { Tasks } from './m001Tasks.ts'
import { Inputs } from './m002Inputs.ts'

/** In the order in which they run; their names are kept in the database. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: 'm001Tasks', class: Tasks },
  { name: 'm002Inputs', class: Inputs },
]
