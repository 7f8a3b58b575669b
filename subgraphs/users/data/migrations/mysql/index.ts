import type { MigrationObject } from '@mikro-orm/core'
import { Accounts001 } from './001Accounts.ts'
import { KnownPlaces002 } from './002KnownPlaces.ts'

/** In the order in which they run; a migration that has been released is never changed, only followed by another. */
export const mysqlMigrations: readonly MigrationObject[] = [
  { name: '001-accounts', class: Accounts001 },
  { name: '002-known-places', class: KnownPlaces002 },
]
