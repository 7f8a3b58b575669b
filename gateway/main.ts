import { openCache } from '@atelier/platform/adapters/openCache.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { logging, managementOf } from '@atelier/platform/config/settings.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { gatewayProcessConfig } from './config.ts'
import { createGateway } from './gateway.ts'

await runProcess(async onClose => {
  const config = loadConfig(gatewayProcessConfig, process.env)
  const log = createLogger({ name: 'gateway', ...logging(config), pretty: process.stdout.isTTY })
  const manage = openManagement(managementOf(config, config.PORT), { log }, onClose)
  const ports = await openCache(config, { log }, onClose)
  const verifier = createRemoteTokenVerifier(config.JWKS_URL, { ...ports, log })
  const gateway = await createGateway({
    config,
    log,
    clock: ports.clock,
    cache: ports.cache,
    verifier,
    processMetrics: true,
  })
  onClose(() => gateway.close())
  ports.showIn(gateway)
  await manage(gateway)
  const url = await gateway.listen({ host: config.HOST, port: config.PORT })
  log.info({ url: `${url}/graphql` }, 'gateway is ready')
  return { log, notice: { ms: config.SHUTDOWN_NOTICE_MS, health: gateway.health } }
})
