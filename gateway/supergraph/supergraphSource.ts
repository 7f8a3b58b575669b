import { unwatchFile, watch, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Logger } from '@atelier/platform/log/logger.ts'

/** A source of the supergraph. */
export interface SupergraphSource {
  /** The current SDL. */
  read(): Promise<string>
  /**
   * Notifies of possible changes of the SDL; it may do so without a change.
   * @returns a function that stops watching.
   */
  watch(onChange: () => void): () => void
}

/** Debounces several events of one change. */
const SETTLE_MS = 50

/** Interval of polling for changes without an event. */
const POLL_MS = 2_000

/**
 * A watched file. Its folder is watched, as editors, git and Kubernetes replace the file or a link. Where the folder
 * itself is a link, or is on a network disk, there may be no events: so the file is polled, too.
 * @param options.name name of the file in log lines.
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
    watchFile(path, { persistent: false, interval: POLL_MS }, changed)
    return () => {
      clearTimeout(timer)
      unwatchFile(path, changed)
      watcher.close()
    }
  },
})

export const supergraphFile = (path: string, { log }: { log: Logger }): SupergraphSource =>
  watchedFile(path, { log, name: 'supergraph' })
