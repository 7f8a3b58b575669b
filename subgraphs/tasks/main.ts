import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { databaseLimits, httpServing, logging, managementOf } from '@atelier/platform/config/settings.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { openStorage } from '@atelier/platform/storage/openStorage.ts'
import { createTasksApp } from './app.ts'
import { tasksProcessEnvironment, tasksSettings } from './config.ts'

await runProcess(async onClose => {
  const config = loadConfig(tasksProcessEnvironment, process.env)
  const log = createLogger({ name: 'tasks', ...logging(config), pretty: process.stdout.isTTY })
  const manage = openManagement(managementOf(config, config.PORT), { log }, onClose)
  const ports = await openPorts(config, { log, clientId: 'tasks' }, onClose)
  const { storage, routes, showIn } = await openStorage(
    config,
    { log, clock: ports.clock, baseUrl: config.PUBLIC_URL, signingKey: config.OBJECTS_SECRET },
    onClose,
  )
  const app = await createTasksApp({
    ...ports,
    http: httpServing(config),
    storage,
    verifier: createRemoteTokenVerifier(config.JWKS_URL, { ...ports, log }),
    gatewaySecret: config.GATEWAY_SECRET,
    databaseUrl: config.DATABASE_URL,
    databaseLimits: databaseLimits(config),
    settings: tasksSettings(config),
    random: Math.random,
    routes,
  })
  onClose(() => app.close())
  ports.showIn(app)
  showIn(app, 'tasks are accepted and tried again')
  await manage(app)
  log.info({ url: await app.listen({ host: config.HOST, port: config.PORT }) }, 'tasks service is ready')
  return { log, notice: { ms: config.SHUTDOWN_NOTICE_MS, health: app.health } }
})
