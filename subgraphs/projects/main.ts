import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { databaseLimits, httpServing, logging, managementOf } from '@atelier/platform/config/settings.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { createProjectsApp } from './app.ts'
import { projectsProcessEnvironment, projectsSettings } from './config.ts'

await runProcess(async onClose => {
  const config = loadConfig(projectsProcessEnvironment, process.env)
  const log = createLogger({ name: 'projects', ...logging(config), pretty: process.stdout.isTTY })
  const manage = openManagement(managementOf(config, config.PORT), { log }, onClose)
  const ports = await openPorts(config, { log, clientId: 'projects' }, onClose)
  const app = await createProjectsApp({
    ...ports,
    http: httpServing(config),
    verifier: createRemoteTokenVerifier(config.JWKS_URL, { ...ports, log }),
    gatewaySecret: config.GATEWAY_SECRET,
    databaseUrl: config.DATABASE_URL,
    databaseLimits: databaseLimits(config),
    settings: projectsSettings(config),
  })
  onClose(() => app.close())
  ports.showIn(app)
  await manage(app)
  log.info({ url: await app.listen({ host: config.HOST, port: config.PORT }) }, 'projects service is ready')
  return { log, notice: { ms: config.SHUTDOWN_NOTICE_MS, health: app.health } }
})
