import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { StartupError } from '@atelier/platform/errors/startupError.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { watchedFile } from '../../supergraph/supergraphSource.ts'
import { readManifest } from './manifest.ts'
import { PersistedDocuments, type PersistedMode } from './persistedDocuments.ts'

export interface PersistedFileOptions {
  /** Absent without a manifest. */
  path: string | undefined
  mode: PersistedMode
  log: Logger
}

/**
 * Reads the manifest of persisted documents, and again whenever its file changes. An invalid manifest is logged, and
 * the last valid one stays.
 * @throws StartupError when the first one cannot be read.
 */
export async function openPersistedDocuments({
  path,
  mode,
  log,
}: PersistedFileOptions): Promise<{ documents: PersistedDocuments; close(): Promise<void> }> {
  if (path === undefined || mode === 'off') return { documents: new PersistedDocuments('off'), close: async () => {} }
  const file = watchedFile(path, { log, name: 'list of persisted documents' })
  const documents = new PersistedDocuments(mode, await readFirst())
  let reading = Promise.resolve()

  async function readFirst() {
    try {
      return readManifest(await file.read())
    } catch (error) {
      throw new StartupError(`The persisted documents of ${path} cannot be served: ${messageOf(error)}`)
    }
  }

  async function readAgain(): Promise<void> {
    try {
      const manifest = readManifest(await file.read())
      documents.replace(manifest)
      log.info({ path, documents: manifest.size }, 'persisted documents reloaded')
    } catch (error) {
      log.error({ path, reason: messageOf(error) }, 'persisted documents rejected, keeping the previous ones')
    }
  }

  const unwatch = file.watch(() => {
    reading = reading.then(readAgain)
  })
  return {
    documents,
    async close() {
      unwatch()
      await reading
    },
  }
}
