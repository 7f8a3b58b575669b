import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { readHouseConfig } from '@atelier/standalone/config.ts'
import { openHouse } from '@atelier/standalone/openStandalone.ts'
import { MANAGEMENT_TOKEN } from '../platform/management.ts'
import { filesUnder } from '../support/filesUnder.ts'
import { patience } from '../support/patience.ts'
import type { OpenedHouse } from './runningAtelier.ts'

/** The whole house in this process, on ports of its own and a data folder that goes with it. @param env more settings. */
export async function openEmbeddedHouse(env: Record<string, string> = {}): Promise<OpenedHouse> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-'))
  const config = readHouseConfig({
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
  const log = createLogger({ name: 'house', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const house = await openHouse(config, { log })
  const { gateway, users, projects, tasks } = house.urls
  return {
    gateways: [gateway],
    subgraphs: [users, projects, tasks],
    dataFolder,
    objects: prefix => filesUnder(join(dataFolder, 'objects', prefix)),
    async close() {
      await house.close()
      await rm(dataFolder, { recursive: true })
    },
  }
}
