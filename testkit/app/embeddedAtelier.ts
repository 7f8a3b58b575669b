import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { readStandaloneConfig } from '@atelier/standalone/config.ts'
import { openStandalone } from '@atelier/standalone/openStandalone.ts'
import { filesUnder } from '../support/filesUnder.ts'
import { MANAGEMENT_TOKEN } from '../support/management.ts'
import { patience } from '../support/patience.ts'
import type { RunningAtelier } from './runningAtelier.ts'

/**
 * Starts all of Atelier in this process, on free ports and with a temporary data folder.
 * @param env further settings.
 */
export async function startEmbeddedAtelier(env: Record<string, string> = {}): Promise<RunningAtelier> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-'))
  const config = readStandaloneConfig({
    ...patience,
    DATA_DIR: dataFolder,
    GATEWAY_PORT: '0',
    USERS_PORT: '0',
    PROJECTS_PORT: '0',
    TASKS_PORT: '0',
    WORKER_PORT: '0',
    MANAGEMENT_TOKEN,
    ...env,
  })
  const log = createLogger({ name: 'atelier', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const atelier = await openStandalone(config, { log })
  const { gateway, users, projects, tasks } = atelier.urls
  return {
    gateways: [gateway],
    subgraphs: [users, projects, tasks],
    dataFolder,
    objects: prefix => filesUnder(join(dataFolder, 'objects', prefix)),
    async close() {
      await atelier.close()
      await rm(dataFolder, { recursive: true })
    },
  }
}
