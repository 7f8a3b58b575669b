import type { MigrationObject } from '@mikro-orm/core'
import { Migration001Projects } from './001Projects.ts'
import { Migration002Invitations } from './002Invitations.ts'

/** In the order in which they run. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '001Projects', class: Migration001Projects },
  { name: '002Invitations', class: Migration002Invitations },
]
