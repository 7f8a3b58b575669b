import { gatewayConfig } from '../../../gateway/config.ts'
import { createGateway } from '../../../gateway/gateway.ts'
import { loadConfig } from '../../../platform/config/loadConfig.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { systemClock } from '../../../platform/time/clock.ts'
import { announce } from './contender.ts'

/**
 * Ours as it is by default, with every protection, metric and the log's line for each operation, but for two: access
 * tokens are passed on and not verified, as the others do, and the rate limit is off, as the load comes from one address.
 */
const config = loadConfig(gatewayConfig, { AUTH: 'off', RATE_LIMIT: '0', ...process.env })
const log = createLogger({ name: 'gateway', level: config.logLevel })
const gateway = await createGateway({ config, log, clock: systemClock, processMetrics: true })
const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
announce(`${url}/graphql`)
