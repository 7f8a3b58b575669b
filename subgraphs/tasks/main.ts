import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { createInProcessBus } from '@atelier/platform/bus/inProcessBus.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { PortTakenError } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMemoryPubSub } from '@atelier/platform/pubsub/memoryPubSub.ts'
import { closeOnSignal } from '@atelier/platform/shutdown/closeOnSignal.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { createTasksApp } from './app.ts'
import { tasksProcessEnvironment, tasksSettings } from './config.ts'

async function main(): Promise<void> {
  const env = loadConfig(tasksProcessEnvironment, process.env)
  const log = createLogger({ name: 'tasks', level: env.LOG_LEVEL, pretty: process.stdout.isTTY })
  const clock = systemClock
  const bus = createInProcessBus({ log })
  const cache = createMemoryCache({ clock })
  const pubsub = createMemoryPubSub({ log })
  const revoked = createRevocationList(cache)
  const storage = await openFolderStorage({
    folder: env.OBJECTS_DIR,
    baseUrl: env.PUBLIC_URL,
    signingKey: env.OBJECTS_SECRET,
    clock,
  })

  const app = await createTasksApp({
    log,
    clock,
    bus,
    cache,
    pubsub,
    revoked,
    storage,
    verifier: createRemoteTokenVerifier(env.JWKS_URL, { revoked, clock }),
    gatewaySecret: env.GATEWAY_SECRET,
    databaseUrl: env.DATABASE_URL,
    alone: true,
    settings: tasksSettings(env),
    random: Math.random,
    routes: http => registerObjectEndpoint(http, storage, log),
  })
  const close = async () => {
    await app.close()
    await bus.close()
    await pubsub.close()
    await cache.close()
    await storage.close()
  }
  try {
    log.info({ url: await app.listen({ host: env.HOST, port: env.PORT }) }, 'tasks service is ready')
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
