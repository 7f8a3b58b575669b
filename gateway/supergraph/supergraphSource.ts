import { unwatchFile, watch, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Logger } from '@atelier/platform/log/logger.ts'

/** Where the supergraph comes from. */
export interface SupergraphSource {
  /** The SDL as it is now. */
  read(): Promise<string>
  /**
   * Tells that the SDL may have changed; it may tell so more often than it changes.
   * @returns a function that stops it.
   */
  watch(onChange: () => void): () => void
}

/** A writer's several events of one change are taken together. */
const SETTLE_MS = 50

/** How often it is looked for changes of which no event tells. */
const LOOK_MS = 2_000

/**
 * A file that may change. Its folder is watched, as editors, git and Kubernetes put a new file or link in the old one's
 * place. Where the folder itself is a link to another one, or lies on a disk of another machine, no event may come: so
 * the file is looked at now and then, too.
 * @param options.name says in the log what it is.
 */
export const watchedFile = (path: string, { log, name }: { log: Logger; name: string }): SupergraphSource => ({
  read: () => readFile(path, 'utf8'),
  watch(onChange) {
    let timer: NodeJS.Timeout | undefined
    const changed = () => {
      clearTimeout(timer)
      timer = setTimeout(onChange, SETTLE_MS)
    }
    const watcher = watch(dirname(path), { persistent: false }, changed)
    watcher.on('error', error => log.error({ err: error, path }, `the ${name} is no longer watched`))
    watchFile(path, { persistent: false, interval: LOOK_MS }, changed)
    return () => {
      clearTimeout(timer)
      unwatchFile(path, changed)
      watcher.close()
    }
  },
})

export const supergraphFile = (path: string, { log }: { log: Logger }): SupergraphSource =>
  watchedFile(path, { log, name: 'supergraph' })
