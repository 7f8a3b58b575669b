import type { MigrationObject } from '@mikro-orm/core'
import { Projects } from './0001_projects.ts'
import { Invitations } from './0002_invitations.ts'

/** In order of execution; names are recorded in the database, so a released one must not change. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '0001_projects', class: Projects },
  { name: '0002_invitations', class: Invitations },
]
