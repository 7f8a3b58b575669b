import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { InvitationBlockRepository } from '../data/invitationBlockRepository.ts'
import type { InvitationRepository } from '../data/invitationRepository.ts'
import type { MemberRepository } from '../data/memberRepository.ts'
import type { PersonRepository } from '../data/personRepository.ts'
import type { ProjectRepository } from '../data/projectRepository.ts'
import type { UserDirectory } from '../data/userDirectory.ts'
import type { ProjectLimits } from '../domain/limits.ts'
import type { ProjectEvents } from '../events/projectEvents.ts'
import type { InvitationRate } from './invitationRate.ts'

/** What the operations of this service stand on. */
export interface OperationDeps {
  database: Database
  projects: ProjectRepository
  members: MemberRepository
  invitations: InvitationRepository
  blocks: InvitationBlockRepository
  people: PersonRepository
  users: UserDirectory
  events: ProjectEvents
  clock: Clock
  limits: ProjectLimits
  invitationRate: InvitationRate
}

/** Somebody who is signed in, and the request by which they call. */
export type Caller = SubgraphRequest & { viewer: Viewer }
