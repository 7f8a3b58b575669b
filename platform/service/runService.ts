import type { z } from 'zod'
import { type CamelCased, loadConfig, type Settings } from '../config/loadConfig.ts'
import { type httpSettings, logging, type logSettings, managementOf } from '../config/settings.ts'
import { openManagement } from '../http/management.ts'
import { createLogger, type Logger } from '../log/logger.ts'
import { runProcess } from './runProcess.ts'
import type { Service } from './service.ts'

/** The variables of every service that is a process of its own. */
type ProcessEnvironment = z.output<ReturnType<typeof httpSettings>> & z.output<typeof logSettings>

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
export const runService = <Schema extends z.ZodType<ProcessEnvironment>>(options: {
  name: string
  environment: Schema
  open(parts: ProcessParts<Settings<Schema>>): Promise<{ service: Service; ready?: (url: string) => object }>
}): Promise<void> =>
  runProcess(async opened => {
    const { name } = options
    const config = loadConfig(options.environment, process.env)
    const own: CamelCased<ProcessEnvironment> = config
    const log = createLogger({ name, ...logging(own), pretty: process.stdout.isTTY })
    const manage = openManagement(managementOf(own, own.port), { log }, opened)
    const { service, ready = url => ({ url }) } = await options.open({ config, log, opened })
    opened.defer(() => service.close())
    await manage(service)
    const url = await service.listen({ host: own.host, port: own.port })
    log.info(ready(url), `${name} is ready`)
    return { log, shutdownDelay: { ms: own.shutdownDelayMs, health: service.health } }
  })
