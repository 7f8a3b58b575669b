import type { MigrationObject } from '@mikro-orm/core'
import { Projects } from './0001_projects.ts'
import { Invitations } from './0002_invitations.ts'

/** In the order in which they run; the names are kept in the database, so one that was released stays as it is. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: '0001_projects', class: Projects },
  { name: '0002_invitations', class: Invitations },
]
