import type { MigrationObject } from '@mikro-orm/core'
import { Tasks } from './0001_tasks.ts'
import { Inputs } from './0002_inputs.ts'
import { Requests } from './0003_requests.ts'

/** In the order in which they run; the names are kept in the database, so one that was released stays as it is. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: '0001_tasks', class: Tasks },
  { name: '0002_inputs', class: Inputs },
  { name: '0003_requests', class: Requests },
]
