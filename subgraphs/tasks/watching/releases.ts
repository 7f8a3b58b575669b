import type { Logger } from '@atelier/platform/log/logger.ts'

/** What a stream has to let go of when it ends. */
export interface Releases {
  /** Remembers how; when the end has come already, it is let go of at once. */
  add(release: () => Promise<void> | void): void
  /** The end has come. */
  run(): void
}

export function createReleases(log: Logger): Releases {
  const releases: (() => Promise<void> | void)[] = []
  let ended = false

  function letGo(release: () => Promise<void> | void): void {
    // Whatever fails here has lost its stream already.
    Promise.resolve()
      .then(release)
      .catch(error => log.warn({ err: error }, 'a watcher could not leave'))
  }

  return {
    add(release) {
      if (ended) letGo(release)
      else releases.push(release)
    },
    run() {
      ended = true
      for (const release of releases.splice(0)) letGo(release)
    },
  }
}
