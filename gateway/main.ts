import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { closeOnSignal } from '@atelier/platform/shutdown/closeOnSignal.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { gatewayConfig } from './config.ts'
import { createGateway } from './gateway.ts'

try {
  const config = loadConfig(gatewayConfig, process.env)
  const log = createLogger({ name: 'gateway', level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const revoked = createRevocationList(createMemoryCache({ clock: systemClock }))
  const verifier = createRemoteTokenVerifier(config.JWKS_URL, { revoked, clock: systemClock })
  const gateway = await createGateway({ config, log, clock: systemClock, verifier, processMetrics: true })
  const url = await gateway.listen({ host: config.HOST, port: config.PORT })
  log.info({ url: `${url}/graphql` }, 'gateway ready')
  closeOnSignal(() => gateway.close(), { log })
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
