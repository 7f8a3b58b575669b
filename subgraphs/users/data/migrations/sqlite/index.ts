import type { MigrationObject } from '@mikro-orm/core'
import { Accounts } from './0001_accounts.ts'
import { KnownPlaces } from './0002_known_places.ts'

/** In the order in which they run; the names are kept in the database, so one that was released stays as it is. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '0001_accounts', class: Accounts },
  { name: '0002_known_places', class: KnownPlaces },
]
