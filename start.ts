import { ConfigError } from '@atelier/platform/config/loadConfig.ts'
import { DataFolderError } from '@atelier/platform/database/folderLock.ts'
import { PortTakenError } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { closeOnSignal } from '@atelier/platform/shutdown/closeOnSignal.ts'
import { readHouseConfig } from './house/config.ts'
import { openHouse } from './house/openHouse.ts'

/** `pnpm start`: the whole house in one process, with everything embedded and its data in one folder. */
try {
  const config = readHouseConfig(process.env)
  const log = createLogger({ name: 'atelier', level: config.house.LOG_LEVEL, pretty: process.stdout.isTTY })
  const house = await openHouse(config, { log })
  closeOnSignal(() => house.close(), { log })
  console.log(`Atelier is ready.
  GraphQL (also Apollo Sandbox in a browser)  ${house.urls.gateway}/graphql
  Subscriptions                               ${house.urls.gateway.replace('http', 'ws')}/graphql
  Health and metrics of the gateway           ${house.urls.gateway}/health/ready  ${house.urls.gateway}/metrics
  Data                                        ${config.house.DATA_DIR}
Ctrl-C stops it.`)
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof PortTakenError || error instanceof DataFolderError
  console.error(isExpected ? error.message : error)
  process.exitCode = 1
}
