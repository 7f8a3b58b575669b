import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import { KnownPlace } from './knownPlace.ts'
import { mysqlMigrations } from './migrations/mysql/index.ts'
import { sqliteMigrations } from './migrations/sqlite/index.ts'
import { RefreshToken } from './refreshToken.ts'
import { ReservedName } from './reservedName.ts'
import { Session } from './session.ts'
import { User } from './user.ts'

/** Entities and migrations of the users database. */
export const usersDatabase: DatabaseDefinition = {
  entities: [User, Session, RefreshToken, KnownPlace, ReservedName, OutboxMessage],
  migrations: { sqlite: sqliteMigrations, mysql: mysqlMigrations },
  formerNames: { '001-accounts': '0001_accounts', '002-known-places': '0002_known_places' },
}
