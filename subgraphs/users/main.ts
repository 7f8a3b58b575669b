import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createLocalTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { databaseLimits, httpServing, logging, managementOf } from '@atelier/platform/config/settings.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { createUsersApp } from './app.ts'
import { usersProcessEnvironment, usersSettings } from './config.ts'

await runProcess(async onClose => {
  const config = loadConfig(usersProcessEnvironment, process.env)
  const log = createLogger({ name: 'users', ...logging(config), pretty: process.stdout.isTTY })
  const manage = openManagement(managementOf(config, config.PORT), { log }, onClose)
  const ports = await openPorts(config, { log, clientId: 'users' }, onClose)
  const keys = await openSigningKeys(config.SIGNING_KEY_FILE)
  const app = await createUsersApp({
    ...ports,
    http: httpServing(config),
    keys,
    verifier: createLocalTokenVerifier(keys, ports),
    gatewaySecret: config.GATEWAY_SECRET,
    databaseUrl: config.DATABASE_URL,
    databaseLimits: databaseLimits(config),
    settings: usersSettings(config),
  })
  onClose(() => app.close())
  ports.showIn(app)
  await manage(app)
  log.info({ url: await app.listen({ host: config.HOST, port: config.PORT }) }, 'users service is ready')
  return { log, notice: { ms: config.SHUTDOWN_NOTICE_MS, health: app.health } }
})
