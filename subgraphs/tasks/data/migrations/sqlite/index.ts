import type { MigrationObject } from '@mikro-orm/core'
import { Tasks } from './0001_tasks.ts'
import { Inputs } from './0002_inputs.ts'
import { Requests } from './0003_requests.ts'

/** In order of execution; names are recorded in the database, so a released one must not change. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '0001_tasks', class: Tasks },
  { name: '0002_inputs', class: Inputs },
  { name: '0003_requests', class: Requests },
]
