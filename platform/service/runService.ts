import type { z } from 'zod'
import { loadConfig } from '../config/loadConfig.ts'
import { type httpSettings, logging, type logSettings, managementOf } from '../config/settings.ts'
import { openManagement } from '../http/management.ts'
import { createLogger, type Logger } from '../log/logger.ts'
import { runProcess } from './runProcess.ts'
import type { Service } from './service.ts'

/** The settings of every service that is a process of its own. */
type ProcessSettings = z.output<ReturnType<typeof httpSettings>> & z.output<typeof logSettings>

/** What a service's process is put together from. */
export interface ProcessParts<Config> {
  config: Config
  log: Logger
  /** Registers how each thing that is opened is closed; the last first, after the service. */
  opened: AsyncDisposableStack
}

/**
 * Runs one service as a process of its own: settings, log, management port, what the service stands on, the service,
 * its port. It closes them in the opposite order on SIGTERM and SIGINT.
 * @param options.name stands in each of its log lines.
 * @param options.open puts the service together. `ready` is logged when it listens; `{ url }` when absent.
 */
export const runService = <Schema extends z.ZodType<ProcessSettings>>(options: {
  name: string
  environment: Schema
  open(parts: ProcessParts<z.output<Schema>>): Promise<{ service: Service; ready?: (url: string) => object }>
}): Promise<void> =>
  runProcess(async opened => {
    const { name } = options
    const config = loadConfig(options.environment, process.env)
    const log = createLogger({ name, ...logging(config), pretty: process.stdout.isTTY })
    const manage = openManagement(managementOf(config, config.PORT), { log }, opened)
    const { service, ready = url => ({ url }) } = await options.open({ config, log, opened })
    opened.defer(() => service.close())
    await manage(service)
    const url = await service.listen({ host: config.HOST, port: config.PORT })
    log.info(ready(url), `${name} is ready`)
    return { log, shutdownDelay: { ms: config.SHUTDOWN_DELAY_MS, health: service.health } }
  })
