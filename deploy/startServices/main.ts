import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { absentServers } from './absentServers.ts'
import { createLogLines } from './logLines.ts'
import { planServices } from './plan.ts'
import { allReady } from './readiness.ts'
import { startSettings } from './settings.ts'
import { type Outcome, supervise } from './supervise.ts'

const root = join(import.meta.dirname, '../..')
const newSecret = () => randomBytes(32).toString('base64url')

/** `pnpm start:services`: every service as a process of its own, on the servers of `pnpm services`. */
async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const settings = loadConfig(startSettings, env)
  const absent = await absentServers(settings)
  if (absent.length > 0) {
    console.error(`These servers do not respond: ${absent.join(', ')}.
Start them with: pnpm services up   (or, with Docker: docker compose -f devservers/docker-compose.yml up -d)`)
    return 1
  }
  const secrets = {
    GATEWAY_SECRET: settings.gatewaySecret ?? newSecret(),
    OBJECTS_SECRET: settings.objectsSecret ?? newSecret(),
    MANAGEMENT_TOKEN: newSecret(),
  }
  const services = planServices(settings, secrets, env)
  const stop = stopOnSignal()
  const ended = new AbortController()
  const show = createLogLines(
    services.map(({ name }) => name),
    { terminal: process.stdout.isTTY },
  )
  const say = (name: string, line: string) => console.log(show(name, line))
  const ready = allReady(services, (name, says) => say(name, `is not ready yet: ${says}`), ended.signal).then(
    () => console.log(readyText(services)),
    error => {
      if (!ended.signal.aborted) throw error
    },
  )
  const outcome = await supervise(
    services.map(service => ({ ...service, cwd: root })),
    { onLine: say },
    stop,
  )
  ended.abort()
  await ready
  return report(outcome)
}

/** Further signals are ignored: work in progress is finished within a few seconds. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return stop.signal
}

function readyText(services: readonly { name: string; url: string }[]): string {
  const gateway = services.find(({ name }) => name === 'gateway')?.url
  return `All services are ready: ${gateway}/graphql. Ctrl-C stops them.`
}

function report(outcome: Outcome): number {
  if (outcome.kind === 'stopped') return 0
  const { name, end, lastLines } = outcome
  const how = end.signal ? `exited by ${end.signal}` : `exited with ${end.code}`
  console.error(`${name} ${how}, so the others were stopped. Its last lines:`)
  for (const line of lastLines) console.error(`    ${line}`)
  return 1
}

try {
  process.exitCode = await main(process.env)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
