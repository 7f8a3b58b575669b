import { openBus } from '@atelier/platform/adapters/openBus.ts'
import { databaseLimits, httpServing } from '@atelier/platform/config/settings.ts'
import { runService } from '@atelier/platform/service/runService.ts'
import { openStorage } from '@atelier/platform/storage/openStorage.ts'
import { workerProcessEnvironment } from './config.ts'
import { openModels } from './openModels.ts'
import { createWorker } from './worker.ts'

await runService({
  name: 'worker',
  environment: workerProcessEnvironment,
  async open({ config, log, opened }) {
    const ports = await openBus(config, { log, clientId: 'worker' }, opened)
    const models = openModels(config)
    opened.defer(() => models.close())
    const { storage, registerHealth } = await openStorage(config, { log, clock: ports.clock }, opened)
    const service = await createWorker({
      ...ports,
      http: httpServing(config),
      storage,
      models,
      databaseUrl: config.databaseUrl,
      databaseLimits: databaseLimits(config),
      settings: config,
    })
    ports.registerHealth(service)
    registerHealth(service)
    return { service, ready: url => ({ url, models: models.ids }) }
  },
})
