import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { ProjectsSettings } from './config.ts'
import type { InvitationBlockRepository } from './data/invitationBlockRepository.ts'
import type { InvitationRepository } from './data/invitationRepository.ts'
import type { MemberRepository } from './data/memberRepository.ts'
import type { PersonRepository } from './data/personRepository.ts'
import type { ProjectRepository } from './data/projectRepository.ts'
import type { UserDirectory } from './data/userDirectory.ts'
import type { ProjectEvents } from './events/projectEvents.ts'

/** The service's dependencies, created once by `app.ts`. */
export interface ProjectsDeps {
  database: Database
  projects: ProjectRepository
  members: MemberRepository
  invitations: InvitationRepository
  blocks: InvitationBlockRepository
  people: PersonRepository
  users: UserDirectory
  events: ProjectEvents
  /** Counters shared by all replicas. */
  counters: Counters
  clock: Clock
  settings: ProjectsSettings
}
