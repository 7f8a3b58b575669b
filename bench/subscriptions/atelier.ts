import { gatewayEnvironment } from '../../gateway/config.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { loadConfig } from '../../platform/config/loadConfig.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { systemClock } from '../../platform/time/clock.ts'
import { serveParent } from '../serveParent.ts'
import { usage } from './usage.ts'

/**
 * Ours with its defaults, except that access tokens are forwarded and not verified, limits of an address are off, as
 * all subscribers come from one, and pings are as rare as the peer's.
 */
const config = loadConfig(gatewayEnvironment, {
  AUTH: 'off',
  RATE_LIMIT: '0',
  WEBSOCKET_MESSAGES_PER_SECOND: '0',
  MAX_CONNECTIONS_PER_CALLER: '0',
  MAX_CONNECTIONS_PER_ADDRESS: '0',
  MAX_PENDING_WEBSOCKETS_PER_ADDRESS: '0',
  MAX_SUBSCRIPTIONS_PER_CALLER: '0',
  WEBSOCKET_KEEP_ALIVE_MS: '60000',
  ...process.env,
})
const log = createLogger({ name: 'gateway', level: config.logLevel })
const gateway = await createGateway({ config, log, clock: systemClock, processMetrics: true })
const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
serveParent({ url: `${url}/graphql` }, { usage })
