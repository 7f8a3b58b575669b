import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { composeServices } from '@apollo/composition'
import { ask, GATEWAY_CORE, OTHER_CORE, start } from '../processes.ts'
import { type Measurement, report } from './report.ts'
import { typeDefs } from './task.ts'
import type { Usage } from './usage.ts'

/**
 * `pnpm bench:subscriptions`: many WebSocket subscribers of one task. Measures a bare graphql-ws server and the gateway
 * in front of that server, one after the other, each alone on the first core; everything else is on the second one.
 */
const { values: given } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '10000' },
    updates: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
})
const subscribers = Number(given.subscribers)
const updates = Number(given.updates)
const openFiles = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
if (openFiles !== 'unlimited' && Number(openFiles) < subscribers + 200) {
  console.error(`${subscribers} connections need as many open files; "ulimit -n" says ${openFiles}. Raise it.`)
  process.exit(1)
}

const SCENARIOS = [
  { title: 'bare graphql-ws', isGateway: false, callers: 'one' },
  { title: 'Atelier, one caller', isGateway: true, callers: 'one' },
  { title: 'Atelier, a caller each', isGateway: true, callers: 'many' },
]

const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'))
try {
  const measurements: Measurement[] = []
  for (const scenario of SCENARIOS) {
    if (given.only === undefined || scenario.title.includes(given.only)) measurements.push(await measure(scenario))
  }
  console.log(report(measurements, { subscribers, updates }))
} finally {
  await rm(folder, { recursive: true })
}

async function measure({ title, isGateway, callers }: (typeof SCENARIOS)[number]): Promise<Measurement> {
  const source = await start('subscriptions/graphqlWs.ts', isGateway ? OTHER_CORE : GATEWAY_CORE)
  const server = isGateway ? await startGateway(source.message.url) : source
  const idle = await ask<Usage>(server.child, 'usage')
  const env = { URL: server.message.url, SUBSCRIBERS: String(subscribers), CALLERS: callers }
  const clients = await start('subscriptions/subscribers.ts', OTHER_CORE, env)
  try {
    await once(clients.child, 'message')
    const before = await ask<Usage>(server.child, 'usage')
    for (let n = 0; n < updates; n += 1) {
      const received = once(clients.child, 'message')
      source.child.send('publish')
      await received
    }
    const after = await ask<Usage>(server.child, 'usage')
    return {
      title,
      ...(await ask<{ p50Ms: number; p99Ms: number }>(clients.child, 'latencies')),
      eventCpuUs: ((after.cpuMs - before.cpuMs) * 1_000) / (updates * subscribers),
      subscribeCpuUs: ((before.cpuMs - idle.cpuMs) * 1_000) / subscribers,
      subscriberKiB: (before.residentKiB - idle.residentKiB) / subscribers,
    }
  } finally {
    for (const { stop } of new Set([clients, server, source])) await stop()
  }
}

async function startGateway(url: string) {
  const result = composeServices([{ name: 'tasks', typeDefs, url }])
  if (result.errors) throw new AggregateError(result.errors, 'The measured subgraph does not compose.')
  const file = join(folder, 'supergraph.graphql')
  await writeFile(file, result.supergraphSdl)
  return start('subscriptions/atelier.ts', GATEWAY_CORE, { SUPERGRAPH: file })
}
