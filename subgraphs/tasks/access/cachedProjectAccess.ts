import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { SubgraphCaller } from '@atelier/platform/graphql/subgraphClient.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ProjectRights } from '../domain/projectRights.ts'
import type { ProjectAccess } from './projectAccess.ts'

/** Project access with a short-lived cache. */
export interface CachedProjectAccess extends ProjectAccess {
  /** Invalidates a project after a change: cached and pending results are not used again. */
  forget(projectId: string): Promise<void>
}

/**
 * Caches each viewer's rights in each project, under keys with the project's generation. A change of the project starts
 * another generation, so a result pending at that time is cached under a key that is never read.
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
      // Entries of an older generation have expired by then.
      await cache.set(generationKey(projectId), newId(), { ttlMs: ttlMs * 2 + 60_000 })
    },
  }
}

interface Recalled {
  projectId: string
  /** `undefined` when the cache is unavailable. */
  key: string | undefined
  /** `null` for an invisible project, `undefined` for a cache miss. */
  rights: ProjectRights | null | undefined
}
