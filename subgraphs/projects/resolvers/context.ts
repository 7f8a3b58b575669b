import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { InvitationBlockRepository } from '../data/invitationBlockRepository.ts'
import type { InvitationRepository } from '../data/invitationRepository.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { MemberRepository } from '../data/memberRepository.ts'
import type { ProjectRepository } from '../data/projectRepository.ts'
import type { Caller } from '../operations/deps.ts'
import type { ProjectOperations } from '../operations/projectOperations.ts'

/** What the resolvers of one operation have at hand. */
export interface Context {
  request: SubgraphRequest
  caller: SubgraphRequest
  /** Who is calling; `null` for an anonymous caller. */
  viewer: Viewer | null
  loaders: Loaders
  /** What can be changed. */
  operations: ProjectOperations
  /** Lists. */
  projects: ProjectRepository
  blocks: InvitationBlockRepository
}

export function createContext(
  request: SubgraphRequest,
  parts: {
    projects: ProjectRepository
    members: MemberRepository
    invitations: InvitationRepository
    blocks: InvitationBlockRepository
    operations: ProjectOperations
    clock: Clock
  },
): Context {
  const { projects, members, invitations, blocks, operations, clock } = parts
  const { viewer, streaming } = request
  return {
    request,
    caller: request,
    viewer,
    loaders: createLoaders({ projects, members, invitations, clock, viewer, remember: !streaming }),
    operations,
    projects,
    blocks,
  }
}

/** The caller of an operation that needs one. @throws UNAUTHENTICATED for an anonymous caller. */
export function callerOf({ request, viewer }: Context): Caller {
  if (!viewer) throw unauthenticated()
  return { ...request, viewer }
}
