import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { databaseLimits } from '@atelier/platform/config/settings.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { openPorts } from '@atelier/platform/ports/openPorts.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import { createTasksApp } from './app.ts'
import { tasksProcessEnvironment, tasksSettings } from './config.ts'

await runProcess(async onClose => {
  const config = loadConfig(tasksProcessEnvironment, process.env)
  const log = createLogger({ name: 'tasks', level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const ports = await openPorts(config, { log, clientId: 'tasks' }, onClose)
  const storage = await openFolderStorage({
    folder: config.OBJECTS_DIR,
    baseUrl: config.PUBLIC_URL,
    signingKey: config.OBJECTS_SECRET,
    clock: ports.clock,
  })
  onClose(() => storage.close())
  const app = await createTasksApp({
    ...ports,
    storage,
    verifier: createRemoteTokenVerifier(config.JWKS_URL, ports),
    gatewaySecret: config.GATEWAY_SECRET,
    databaseUrl: config.DATABASE_URL,
    databaseLimits: databaseLimits(config),
    settings: tasksSettings(config),
    random: Math.random,
    routes: http => registerObjectEndpoint(http, storage, log),
  })
  onClose(() => app.close())
  ports.showIn(app)
  log.info({ url: await app.listen({ host: config.HOST, port: config.PORT }) }, 'tasks service is ready')
  return log
})
