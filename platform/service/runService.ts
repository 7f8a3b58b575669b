import type { z } from 'zod'
import { type CamelCased, loadConfig, type Settings } from '../config/loadConfig.ts'
import { type httpSettings, logging, type logSettings, managementOf } from '../config/settings.ts'
import { openManagement } from '../http/management.ts'
import { createLogger, type Logger } from '../log/logger.ts'
import { runProcess } from './runProcess.ts'
import type { Service } from './service.ts'

/** Environment variables of every service process. */
type ProcessEnvironment = z.output<ReturnType<typeof httpSettings>> & z.output<typeof logSettings>

/** What `open` is given. */
export interface ProcessParts<Config> {
  config: Config
  log: Logger
  /** Defers the closes of opened parts, in reverse order, after the service. */
  opened: AsyncDisposableStack
}

/**
 * Runs one service as a process: settings, log, management port, ports, the service, its HTTP port. Closes them in
 * reverse order on SIGTERM and SIGINT.
 * @param options.name in each log line.
 * @param options.open creates the service. `ready` is logged once it listens; `{ url }` when absent.
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
