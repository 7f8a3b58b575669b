import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { Database } from '@atelier/platform/database/openDatabase.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { MemberRepository } from '../data/memberRepository.ts'
import type { ProjectRepository } from '../data/projectRepository.ts'
import type { UserDirectory } from '../data/userDirectory.ts'
import type { ProjectEvents } from '../events/projectEvents.ts'

/** What the operations of this service stand on. */
export interface OperationDeps {
  database: Database
  projects: ProjectRepository
  members: MemberRepository
  users: UserDirectory
  events: ProjectEvents
  clock: Clock
  /** How many members a project has at most. */
  maxMembers: number
}

/** Somebody who is signed in, and the request by which they call. */
export type Caller = SubgraphRequest & { viewer: Viewer }
