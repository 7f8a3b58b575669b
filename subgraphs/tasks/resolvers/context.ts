import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { type Caller, createCaller, type SignedIn } from '../access/caller.ts'
import type { ProjectAccess } from '../access/projectAccess.ts'
import type { TasksSettings } from '../config.ts'
import type { ArtifactRepository } from '../data/artifactRepository.ts'
import type { DeadLetterRepository } from '../data/deadLetterRepository.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { TaskRepository } from '../data/taskRepository.ts'
import type { TimelineRepository } from '../data/timelineRepository.ts'
import type { TaskOperations } from '../operations/taskOperations.ts'
import type { WatchDeps } from '../watching/deps.ts'
import type { QueueWatch } from '../watching/queueWatch.ts'

/** What resolvers use, the same for every request. */
export interface ContextParts {
  tasks: TaskRepository
  artifacts: ArtifactRepository
  timelines: TimelineRepository
  deadLetters: DeadLetterRepository
  access: ProjectAccess
  operations: TaskOperations
  watching: WatchDeps
  queueWatch: QueueWatch
  storage: ObjectStorage
  settings: TasksSettings
}

/** What the resolvers of one operation have at hand. */
export interface Context extends Omit<ContextParts, 'artifacts' | 'timelines' | 'access'> {
  request: SubgraphRequest
  /** Who is calling; `null` for an anonymous caller. */
  viewer: Viewer | null
  caller: Caller
  loaders: Loaders
}

export function createContext(request: SubgraphRequest, parts: ContextParts): Context {
  const { artifacts, timelines, access, ...rest } = parts
  return {
    ...rest,
    request,
    viewer: request.viewer,
    caller: createCaller(request, access),
    loaders: createLoaders({ tasks: parts.tasks, artifacts, timelines }, !request.streaming),
  }
}

/** The caller of an operation that needs one. @throws UNAUTHENTICATED for an anonymous caller. */
export function signedIn({ caller }: Context): SignedIn {
  const { viewer } = caller
  if (!viewer) throw unauthenticated()
  return { ...caller, viewer }
}
