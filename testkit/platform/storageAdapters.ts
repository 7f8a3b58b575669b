import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { openMinioSpace } from '../servers/minioSpace.ts'
import { realService } from '../servers/realServices.ts'

/** A storage under test, whose time passes by a test clock or by waiting. */
export interface Opened {
  storage: ObjectStorage
  elapse(ms: number): Promise<void>
  close(): Promise<void>
}

const minio = await realService('minio')

const all: { name: string; runs: boolean; open(): Promise<Opened> }[] = [
  {
    name: 'a folder',
    runs: true,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'atelier-objects-'))
      const log = createLogger({ name: 'test', level: 'warn' })
      const server = createHttpServer({ log, metrics: createMetrics({ service: 'test' }), health: createHealth() })
      let time = Date.parse('2026-01-01T00:00:00Z')
      let baseUrl = ''
      const storage = await openFolderStorage({
        folder,
        baseUrl: () => baseUrl,
        signingKey: 'a key of the tests, long enough to sign',
        clock: { now: () => new Date(time) },
      })
      registerObjectEndpoint(server, storage, log)
      baseUrl = await listen(server, { host: '127.0.0.1', port: 0 })
      return {
        storage,
        async elapse(ms) {
          time += ms
        },
        async close() {
          await server.close()
          await storage.close()
          await rm(folder, { recursive: true })
        },
      }
    },
  },
  {
    name: `MinIO${minio.note}`,
    runs: minio.available,
    async open() {
      const space = openMinioSpace(minio.url)
      const storage = await space.open()
      return {
        storage,
        // MinIO uses the system clock.
        elapse: ms => setTimeout(ms),
        async close() {
          await storage.close()
          await space.close()
        },
      }
    },
  },
]

/** Every available adapter, for the port's contract suites. */
export const adapters = all.filter(({ runs }) => runs)
