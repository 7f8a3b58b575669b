import type { MigrationObject } from '@mikro-orm/core'
import { Migration001Projects } from './001Projects.ts'
import { Migration002Invitations } from './002Invitations.ts'

/** In the order in which they run; a migration that has been released is never changed, only followed by another. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: '001Projects', class: Migration001Projects },
  { name: '002Invitations', class: Migration002Invitations },
]
