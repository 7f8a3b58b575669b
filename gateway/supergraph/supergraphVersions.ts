import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { StartupError } from '@atelier/platform/errors/startupError.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { SupergraphSource } from './supergraphSource.ts'

/**
 * Builds a version of a supergraph.
 * @throws when the supergraph is invalid or cannot be served.
 */
export type Build<Version> = (sdl: string, replacing?: Replacement<Version>) => Promise<Version>

/** The version that a new one replaces. */
export interface Replacement<Version> {
  /** The version that is served meanwhile. */
  previous: Version
  /** Aborted when no new version is needed any more. */
  signal: AbortSignal
}

/** An invalid supergraph, while the last valid one is served. */
export interface RejectedSupergraph {
  reason: string
}

/** The current version of the supergraph, replaced at run time. */
export interface SupergraphVersions<Version> {
  current(): Version
  /** The last supergraph read, if it was rejected. */
  rejected(): RejectedSupergraph | undefined
  /**
   * Called after each swap.
   * @returns a function that removes the listener.
   */
  onSwap(listener: (current: Version) => void): () => void
  close(): Promise<void>
}

export interface SupergraphVersionsOptions<Version> {
  source: SupergraphSource
  build: Build<Version>
  log: Logger
}

/**
 * Opens the supergraph and follows its changes.
 * @throws StartupError when the first one cannot be read or is invalid.
 */
export async function openSupergraph<Version>(
  options: SupergraphVersionsOptions<Version>,
): Promise<SupergraphVersions<Version>> {
  const { source, build, log } = options
  const listeners = new Set<(current: Version) => void>()
  let { sdl, version: current } = await openFirst(options)
  let rejected: (RejectedSupergraph & { sdl?: string }) | undefined
  let reading = Promise.resolve()
  const closing = new AbortController()

  async function reload(): Promise<void> {
    let read: string | undefined
    try {
      read = await source.read()
      if (read === rejected?.sdl) return
      if (read !== sdl) {
        // The previous version is served until the new one is complete.
        current = await build(read, { previous: current, signal: closing.signal })
        sdl = read
        log.info({ bytes: sdl.length }, 'supergraph swapped')
        for (const listener of listeners) listener(current)
      }
      rejected = undefined
    } catch (error) {
      const reason = messageOf(error)
      rejected = { reason, sdl: read }
      log.error({ err: error }, 'supergraph rejected, keeping the previous one')
    }
  }

  // Sequential: of two concurrent reads the older could win.
  const readAgain = () => {
    reading = reading.then(reload)
  }
  const unwatch = source.watch(readAgain)
  // Catches a change while the first version was built.
  readAgain()

  return {
    current: () => current,
    rejected: () => rejected && { reason: rejected.reason },
    onSwap(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      unwatch()
      closing.abort()
      await reading
    },
  }
}

async function openFirst<Version>({
  source,
  build,
}: SupergraphVersionsOptions<Version>): Promise<{ sdl: string; version: Version }> {
  try {
    const sdl = await source.read()
    return { sdl, version: await build(sdl) }
  } catch (error) {
    throw new StartupError(`The supergraph cannot be served: ${messageOf(error)}`)
  }
}
