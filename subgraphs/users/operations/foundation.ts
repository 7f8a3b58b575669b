import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { EntityManager } from '@atelier/platform/database/database.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { PasswordHasher } from '../auth/passwordHasher.ts'
import type { PasswordTurns } from '../auth/passwordTurns.ts'
import type { RegistrationGuard } from '../auth/registrationGuard.ts'
import type { SignInGuard } from '../auth/signInGuard.ts'
import type { KnownPlaceRepository } from '../data/knownPlaceRepository.ts'
import type { Profiles } from '../data/profiles.ts'
import type { ReservedNameRepository } from '../data/reservedNameRepository.ts'
import type { SessionRepository } from '../data/sessionRepository.ts'
import type { UserRepository } from '../data/userRepository.ts'
import type { UserEventLog } from '../events/userEventLog.ts'

/** What the operations stand on. */
export interface Foundation {
  clock: Clock
  /** Commits what the work did, or nothing when it throws. Nothing but the database is waited for inside. */
  transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T>
  users: UserRepository
  sessions: SessionRepository
  places: KnownPlaceRepository
  reservedNames: ReservedNameRepository
  profiles: Profiles
  events: UserEventLog
  revoked: RevocationList
  hasher: PasswordHasher
  turns: PasswordTurns
  signInGuard: SignInGuard
  registrationGuard: RegistrationGuard
  /** The user names whose first registration makes an administrator, by the settings. */
  adminUsernames: readonly string[]
  /** How long after the first start these names are open. */
  adminClaimMs: number
  /** The ids of accounts that are administrators by the settings. */
  adminUserIds: readonly string[]
  /** How long a place is known after somebody signed in from there. */
  rememberPlacesMs: number
}

/** The caller of an operation that needs one. @throws UNAUTHENTICATED */
export function viewerOf(request: SubgraphRequest): Viewer {
  if (!request.viewer) throw unauthenticated()
  return request.viewer
}

/** For a token that outlived its account. */
export const accountGone = () => unauthenticated('The account is no more. Sign in with another one.')
