import { gatewayEnvironment } from '../../../gateway/config.ts'
import { createGateway } from '../../../gateway/gateway.ts'
import { loadConfig } from '../../../platform/config/loadConfig.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { systemClock } from '../../../platform/time/clock.ts'
import { announce } from './contender.ts'

/**
 * Ours with its defaults, including protections, metrics and a log line for each operation, except that access tokens
 * are forwarded and not verified, as by the others, and the rate limit is off, as the load comes from one address.
 */
const config = loadConfig(gatewayEnvironment, { AUTH: 'off', RATE_LIMIT: '0', ...process.env })
const log = createLogger({ name: 'gateway', level: config.logLevel })
const gateway = await createGateway({ config, log, clock: systemClock, processMetrics: true })
const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
announce(`${url}/graphql`)
