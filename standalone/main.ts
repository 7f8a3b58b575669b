import { logging } from '@atelier/platform/config/settings.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { runProcess } from '@atelier/platform/service/runProcess.ts'
import { readStandaloneConfig } from './config.ts'
import { openStandalone } from './openStandalone.ts'

/** All of Atelier in one process, with embedded adapters and its data in one folder. */
await runProcess(async opened => {
  const config = readStandaloneConfig(process.env)
  const log = createLogger({ name: 'atelier', ...logging(config.atelier), pretty: process.stdout.isTTY })
  const atelier = await openStandalone(config, { log })
  opened.defer(() => atelier.close())
  const { gateway, management } = atelier.urls
  console.log(`Atelier is ready.
  GraphQL (also Apollo Sandbox in a browser)  ${gateway}/graphql
  Subscriptions                               ${gateway.replace('http', 'ws')}/graphql
  Health and metrics, for this machine alone  ${management ? `${management}/health/ready  ${management}/metrics` : 'off'}
  Data                                        ${config.atelier.dataDir}
Ctrl-C stops it.`)
  return { log }
})
