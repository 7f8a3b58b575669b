import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createLocalTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { createInProcessBus } from '@atelier/platform/bus/inProcessBus.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { PortTakenError } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMemoryPubSub } from '@atelier/platform/pubsub/memoryPubSub.ts'
import { closeOnSignal } from '@atelier/platform/shutdown/closeOnSignal.ts'
import { systemClock as clock } from '@atelier/platform/time/clock.ts'
import { createUsersApp } from './app.ts'
import { usersProcessEnvironment, usersSettings } from './config.ts'

async function main(): Promise<void> {
  const config = loadConfig(usersProcessEnvironment, process.env)
  const log = createLogger({ name: 'users', level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const keys = await openSigningKeys(config.SIGNING_KEY_FILE)
  const bus = createInProcessBus({ log })
  const cache = createMemoryCache({ clock })
  const pubsub = createMemoryPubSub({ log })
  const revoked = createRevocationList(cache)
  const app = await createUsersApp({
    log,
    clock,
    bus,
    cache,
    pubsub,
    keys,
    revoked,
    verifier: createLocalTokenVerifier(keys, { clock, revoked }),
    gatewaySecret: config.GATEWAY_SECRET,
    databaseUrl: config.DATABASE_URL,
    alone: true,
    settings: usersSettings(config),
  })
  const close = async () => {
    await app.close()
    await bus.close()
    await pubsub.close()
    await cache.close()
  }
  try {
    log.info({ url: await app.listen({ host: config.HOST, port: config.PORT }) }, 'users service is ready')
  } catch (error) {
    await close()
    throw error
  }
  closeOnSignal(close, { log })
}

try {
  await main()
} catch (error) {
  const isPlain = error instanceof ConfigError || error instanceof PortTakenError
  console.error(isPlain ? error.message : error)
  process.exit(1)
}
