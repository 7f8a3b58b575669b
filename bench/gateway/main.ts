import { deepStrictEqual } from 'node:assert'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { composeServices } from '@apollo/composition'
import { ask, GATEWAY_CORE, OTHER_CORE, start } from '../processes.ts'
import type { Usage } from './contenders/contender.ts'
import { putLoadOn } from './load.ts'
import { type Operation, operations } from './operations.ts'
import { type Measurement, report } from './report.ts'
import { subgraphs } from './studio.ts'

/**
 * `pnpm bench:gateway`: measures gateways one after the other, each alone on the first core, with the load and the
 * subgraphs on the second one. Before each measurement it is put under the same load for as long. Every answer must equal that of Apollo's gateway.
 */
const contenders = [
  { title: 'Apollo Server + ApolloGateway', file: 'apollo.ts' },
  { title: 'Hive Gateway, router runtime', file: 'hive.ts' },
  { title: 'hand-written proxy', file: 'handWritten.ts' },
  { title: 'Atelier', file: 'atelier.ts' },
]

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '16' },
    only: { type: 'string', multiple: true },
  },
})
const seconds = Number(given.seconds)
const concurrency = Number(given.concurrency)

const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'))
const { child, message } = await start('gateway/subgraphs.ts', OTHER_CORE)
try {
  const env = { SUPERGRAPH: await compose(message.urls), SUBGRAPHS: JSON.stringify(message.urls) }
  const expected = new Map<string, unknown>()
  const measurements: Measurement[] = []
  for (const { title, file } of contenders) {
    if (given.only && file !== 'apollo.ts' && !given.only.includes(file.replace('.ts', ''))) continue
    const contender = await start(`gateway/contenders/${file}`, GATEWAY_CORE, env)
    try {
      for (const operation of operations) {
        const data = await answer(contender.message.url, operation)
        if (expected.has(operation.title))
          deepStrictEqual(data, expected.get(operation.title), `${title}: ${operation.title}`)
        else expected.set(operation.title, data)
        for (const shared of [false, true]) {
          measurements.push(await measure(contender, operation, { title, shared }))
        }
      }
    } finally {
      await contender.stop()
    }
  }
  console.log(report(measurements, { seconds, concurrency }))
} finally {
  child.disconnect()
  await rm(folder, { recursive: true })
}

async function measure(
  { child, message: { url } }: Awaited<ReturnType<typeof start>>,
  operation: Operation,
  { title, shared }: { title: string; shared: boolean },
): Promise<Measurement> {
  const authorization = (n: number) => (shared ? 'Bearer the same for all' : `Bearer caller ${n}`)
  await putLoadOn(url, operation, { seconds, concurrency, authorization })
  const before = await ask<Usage>(child, 'usage')
  const load = await putLoadOn(url, operation, { seconds, concurrency, authorization })
  const after = await ask<Usage>(child, 'usage')
  return {
    contender: title,
    operation: operation.title,
    shared,
    cpuMs: (after.cpuMs - before.cpuMs) / load.requests,
    peakMiB: after.peakMiB,
    ...load,
  }
}

async function compose(urls: Record<string, string>): Promise<string> {
  const result = composeServices(subgraphs.map(({ name, typeDefs }) => ({ name, typeDefs, url: urls[name] ?? '' })))
  if (result.errors) throw new AggregateError(result.errors, 'The measured subgraphs do not compose.')
  const file = join(folder, 'supergraph.graphql')
  await writeFile(file, result.supergraphSdl)
  return file
}

async function answer(url: string, { query, operationName }: Operation): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer the first' },
    body: JSON.stringify({ query, operationName }),
  })
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown }
  if (errors) throw new Error(`${operationName}: ${JSON.stringify(errors)}`)
  return data
}
