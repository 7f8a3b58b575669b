import { logging } from '@atelier/platform/config/settings.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/shutdown/runProcess.ts'
import { readHouseConfig } from './config.ts'
import { openHouse } from './openStandalone.ts'

/** The whole house in one process, with everything embedded and its data in one folder. */
await runProcess(async onClose => {
  const config = readHouseConfig(process.env)
  const log = createLogger({ name: 'atelier', ...logging(config.house), pretty: process.stdout.isTTY })
  const house = await openHouse(config, { log })
  onClose(() => house.close())
  const { gateway, management } = house.urls
  console.log(`Atelier is ready.
  GraphQL (also Apollo Sandbox in a browser)  ${gateway}/graphql
  Subscriptions                               ${gateway.replace('http', 'ws')}/graphql
  Health and metrics, for this machine alone  ${management ? `${management}/health/ready  ${management}/metrics` : 'off'}
  Data                                        ${config.house.DATA_DIR}
Ctrl-C stops it.`)
  return { log }
})
