import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import type { TokenSigner } from '@atelier/platform/auth/tokens.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { PasswordHasher } from './auth/passwordHasher.ts'
import type { PasswordTurns } from './auth/passwordTurns.ts'
import type { RegistrationGuard } from './auth/registrationGuard.ts'
import type { SignInGuard } from './auth/signInGuard.ts'
import type { UsersSettings } from './config.ts'
import type { KnownPlaceRepository } from './data/knownPlaceRepository.ts'
import type { Profiles } from './data/profiles.ts'
import type { ReservedNameRepository } from './data/reservedNameRepository.ts'
import type { SessionRepository } from './data/sessionRepository.ts'
import type { UserRepository } from './data/userRepository.ts'
import type { UserEvents } from './events/userEvents.ts'

/** The service's dependencies, created once by `app.ts`. */
export interface UsersDeps {
  database: Database
  users: UserRepository
  sessions: SessionRepository
  places: KnownPlaceRepository
  reservedNames: ReservedNameRepository
  profiles: Profiles
  events: UserEvents
  revoked: RevocationList
  signer: TokenSigner
  hasher: PasswordHasher
  turns: PasswordTurns
  signInGuard: SignInGuard
  registrationGuard: RegistrationGuard
  clock: Clock
  settings: UsersSettings
  log: Logger
}
