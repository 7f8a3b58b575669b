import { openBus } from '@atelier/platform/adapters/openBus.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { databaseLimits, httpServing, logging, managementOf } from '@atelier/platform/config/settings.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { openStorage } from '@atelier/platform/storage/openStorage.ts'
import { workerConfig } from './config.ts'
import { openModels } from './openModels.ts'
import { createWorker } from './worker.ts'

await runProcess(async onClose => {
  const config = loadConfig(workerConfig, process.env)
  const log = createLogger({ name: 'worker', ...logging(config), pretty: process.stdout.isTTY })
  const manage = openManagement(managementOf(config, config.PORT), { log }, onClose)
  const ports = await openBus(config, { log, clientId: 'worker' }, onClose)
  const models = openModels(config)
  onClose(() => models.close())
  const { storage, showIn } = await openStorage(config, { log, clock: ports.clock }, onClose)
  const worker = await createWorker({
    ...ports,
    http: httpServing(config),
    storage,
    models,
    databaseUrl: config.DATABASE_URL,
    databaseLimits: databaseLimits(config),
    settings: config,
  })
  onClose(() => worker.close())
  ports.showIn(worker)
  showIn(worker)
  await manage(worker)
  log.info({ url: await worker.listen({ host: config.HOST, port: config.PORT }), models: models.ids }, 'worker ready')
  return { log, notice: { ms: config.SHUTDOWN_NOTICE_MS, health: worker.health } }
})
