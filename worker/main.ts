import { randomBytes } from 'node:crypto'
import { createInProcessBus } from '@atelier/platform/bus/inProcessBus.ts'
import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { PortTakenError } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { closeOnSignal } from '@atelier/platform/shutdown/closeOnSignal.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { workerConfig } from './config.ts'
import { openModels } from './models/openModels.ts'
import { createWorker } from './worker.ts'

async function main(): Promise<void> {
  const config = loadConfig(workerConfig, process.env)
  const log = createLogger({ name: 'worker', level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const bus = createInProcessBus({ log })
  const models = openModels(config)
  // A worker reads and writes objects but signs no URLs, so nobody need know this key.
  const signingKey = randomBytes(32)
  const storage = await openFolderStorage({ folder: config.OBJECTS_FOLDER, baseUrl: '', signingKey })
  const worker = await createWorker({
    log,
    clock: systemClock,
    bus,
    storage,
    models,
    databaseUrl: config.DATABASE_URL,
    settings: config,
  })
  const url = await worker.listen({ host: config.HOST, port: config.PORT })
  log.info({ url, models: models.ids }, 'worker ready')
  closeOnSignal(
    async () => {
      await worker.close()
      await bus.close()
      await models.close()
      await storage.close()
    },
    { log },
  )
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof PortTakenError
  console.error(expected ? error.message : error)
  process.exit(1)
})
