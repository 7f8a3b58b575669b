import type { MigrationObject } from '@mikro-orm/core'
import { Accounts } from './0001_accounts.ts'
import { KnownPlaces } from './0002_known_places.ts'
import { SuccessorSeeds } from './0003_successor_seeds.ts'

/** In order of execution; names are recorded in the database, so a released one must not change. */
export const sqliteMigrations: readonly MigrationObject[] = [
  { name: '0001_accounts', class: Accounts },
  { name: '0002_known_places', class: KnownPlaces },
  { name: '0003_successor_seeds', class: SuccessorSeeds },
]
