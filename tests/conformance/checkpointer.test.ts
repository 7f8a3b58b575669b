import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { CheckpointRepository } from '@atelier/worker/data/checkpointRepository.ts'
import { workerDatabase } from '@atelier/worker/data/definition.ts'
import { MikroOrmSaver } from '@atelier/worker/workflow/checkpointer.ts'
import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

// The suite takes its runner's functions from the global scope.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it })

const opened = new Map<MikroOrmSaver, { database: Database; place: TestDatabase }>()

const suite = {
  checkpointerName: 'MikroOrmSaver',
  async createCheckpointer() {
    const log = createLogger({ name: 'test', level: 'silent' })
    const place = await createTestDatabase()
    const database = await openDatabase(workerDatabase, { url: place.url, log })
    const saver = new MikroOrmSaver(new CheckpointRepository(database, systemClock))
    opened.set(saver, { database, place })
    return saver
  },
  async destroyCheckpointer(saver: MikroOrmSaver) {
    await opened.get(saver)?.database.close()
    await opened.get(saver)?.place.remove()
    opened.delete(saver)
  },
}

validate(suite)
deltaChannelHistoryTests(suite)
