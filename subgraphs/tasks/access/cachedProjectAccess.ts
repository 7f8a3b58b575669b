import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { SubgraphCaller } from '@atelier/platform/graphql/subgraphClient.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ProjectRights } from '../domain/projectRights.ts'
import type { ProjectAccess } from './projectAccess.ts'

/** Keeps answers for a short time. */
export interface CachedProjectAccess extends ProjectAccess {
  /** Something about the project has changed: what was learned before, or is being asked now, is not used again. */
  forget(projectId: string): Promise<void>
}

/**
 * Keeps what each viewer may do in each project, under keys that hold the project's generation. Another generation
 * begins when the project changes, so an answer that was on its way then is kept where nobody looks.
 */
export function createCachedProjectAccess(
  source: ProjectAccess,
  options: { cache: Cache; ttlMs: number; log: Logger },
): CachedProjectAccess {
  const { cache, ttlMs, log } = options
  const generationKey = (projectId: string) => `project-access:${projectId}:generation`

  async function keyOf({ viewer }: SubgraphCaller, projectId: string): Promise<string> {
    const generation = (await cache.get<string>(generationKey(projectId))) ?? '0'
    return `project-access:${projectId}:${generation}:${viewer?.id ?? 'anonymous'}`
  }

  async function recall(caller: SubgraphCaller, projectId: string): Promise<Recalled> {
    try {
      const key = await keyOf(caller, projectId)
      return { projectId, key, rights: await cache.get<ProjectRights | null>(key) }
    } catch (error) {
      log.warn({ err: error }, 'project access cache read failed, asking the projects service')
      return { projectId, key: undefined, rights: undefined }
    }
  }

  async function keep({ key }: Recalled, rights: ProjectRights | null): Promise<void> {
    if (key === undefined) return
    try {
      await cache.set(key, rights, { ttlMs })
    } catch (error) {
      log.warn({ err: error }, 'project access cache write failed')
    }
  }

  return {
    async rightsIn(caller, projectIds) {
      const recalled = await Promise.all(projectIds.map(id => recall(caller, id)))
      const missing = recalled.filter(({ rights }) => rights === undefined)
      const known = recalled.flatMap(({ rights }) => rights ?? [])
      if (missing.length === 0) return known
      const asked = await source.rightsIn(
        caller,
        missing.map(({ projectId }) => projectId),
      )
      const byId = new Map(asked.map(rights => [rights.id, rights]))
      await Promise.all(missing.map(entry => keep(entry, byId.get(entry.projectId) ?? null)))
      return [...known, ...asked]
    },
    async forget(projectId) {
      // Entries of an older generation have passed when this is forgotten.
      await cache.set(generationKey(projectId), newId(), { ttlMs: ttlMs * 2 + 60_000 })
    },
  }
}

interface Recalled {
  projectId: string
  /** `undefined` when the cache is away. */
  key: string | undefined
  /** `null` when they cannot see it, `undefined` when it is not known. */
  rights: ProjectRights | null | undefined
}
