import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { composeServices } from '@apollo/composition'
import { GATEWAY_CORE, OTHER_CORE, start } from '../processes.ts'
import { contenderTitles } from './contenders/titles.ts'
import { type Measurement, measure } from './measure.ts'
import { type Operation, operations } from './operations.ts'
import { report } from './report.ts'
import { subgraphs as studio } from './studio.ts'

/**
 * `pnpm bench:gateway`: measures gateways one after the other, each alone on the first core, with the load and the
 * subgraphs on the second one, in `--rounds` rounds. Every response, of warm-ups too, must have the data of the first
 * response of Apollo's gateway, and requests of different callers must not share fetches; otherwise it fails.
 */
const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
  },
})
const conditions = {
  seconds: Number(given.seconds),
  concurrency: Number(given.concurrency),
  rounds: Number(given.rounds),
}
for (const [name, value] of Object.entries(conditions)) {
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0.`)
}
const unknown = given.only?.find(name => !(name in contenderTitles))
if (unknown) throw new Error(`--only knows ${Object.keys(contenderTitles).join(', ')}, not ${unknown}.`)
/** Apollo's is always measured, as the baseline. */
const contenders = Object.keys(contenderTitles).filter(
  name => name === 'apollo' || given.only?.includes(name) !== false,
)

const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'))
const subgraphs = await start('gateway/subgraphs.ts', OTHER_CORE)
try {
  const { urls } = subgraphs.message
  const env = { SUPERGRAPH: await compose(urls), SUBGRAPHS: JSON.stringify(urls) }
  const expected = new Map<Operation, unknown>()
  const measurements: Measurement[] = []
  for (let round = 0; round < conditions.rounds; round += 1) {
    for (const contender of contenders) measurements.push(...(await measureAll(contender, env, expected)))
  }
  console.log(report(measurements, conditions))
} finally {
  await subgraphs.stop()
  await rm(folder, { recursive: true })
}

/** @param expected correct data by operation; missing ones are taken from this contender. */
async function measureAll(contender: string, env: Record<string, string>, expected: Map<Operation, unknown>) {
  const { child, message, stop } = await start(`gateway/contenders/${contender}.ts`, GATEWAY_CORE, env)
  const parties = { gateway: { child, url: message.url }, subgraphs: subgraphs.child }
  const measurements: Measurement[] = []
  try {
    for (const operation of operations) {
      if (!expected.has(operation)) expected.set(operation, await dataOf(message.url, operation))
      const trial = { contender, operation, expected: expected.get(operation), ...conditions }
      for (const shared of [false, true]) measurements.push(await measure(parties, { ...trial, shared }))
    }
  } finally {
    await stop()
  }
  return measurements
}

async function compose(urls: Record<string, string>): Promise<string> {
  const result = composeServices(studio.map(({ name, typeDefs }) => ({ name, typeDefs, url: urls[name] ?? '' })))
  if (result.errors) throw new AggregateError(result.errors, 'The measured subgraphs do not compose.')
  const file = join(folder, 'supergraph.graphql')
  await writeFile(file, result.supergraphSdl)
  return file
}

async function dataOf(url: string, { query, operationName }: Operation): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer the first' },
    body: JSON.stringify({ query, operationName }),
  })
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown }
  if (errors) throw new Error(`${operationName}: ${JSON.stringify(errors)}`)
  return data
}
