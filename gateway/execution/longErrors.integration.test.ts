import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseReply } from '../transport/parseReply.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'

const words: TestSubgraph = {
  name: 'words',
  typeDefs: `
    type Query { word: String item: Item items: [Item!] }
    type Item { id: ID! must: String! }`,
  resolvers: {
    Query: {
      items: () => Array.from({ length: 100 }, () => ({ id: '1', must: null })),
      item: () => ({ id: '1', must: 'm' }),
    },
  },
}

const limits = { message: 1_000, all: 65_536 }
const log = captureLog({ level: 'debug' })
const masked = inProcessSupergraph([words], { errorLimits: limits })
const shown = inProcessSupergraph([words], { errorLimits: limits })
masked.engine.log = log.logger
shown.engine.log = log.logger
shown.engine.maskErrors = false
beforeEach(log.clear)

const LONG = 'x'.repeat(50_000)
const code = 'FORBIDDEN'
const hundred = (error: object): SubgraphReply =>
  parseReply(JSON.stringify({ data: { word: null }, errors: Array.from({ length: 100 }, () => error) })) ?? {}

describe.each([
  ['that are masked', masked],
  ['that are shown', shown],
])('errors of a subgraph %s', (_, { run, instead }) => {
  it.each<[string, object]>([
    ['messages', { message: LONG }],
    ['messages for clients', { message: LONG, extensions: { code } }],
    ['codes', { message: 'm', extensions: { code: LONG } }],
    ['names of services', { message: 'm', extensions: { code, serviceName: LONG } }],
    ['extensions', { message: 'm', extensions: { code: 'OTHER', more: [[[LONG]]] } }],
    [
      'extensions of many members',
      { message: 'm', extensions: Object.fromEntries(LONG.split('').map((x, n) => [n, x])) },
    ],
    ['paths', { message: 'm', path: ['word', ...Array(50_000).fill(0)] }],
    ['paths of long names', { message: 'm', path: [LONG, LONG] }],
  ])('are told in bounds, in the answer and in the log: long %s', async (_name, error) => {
    instead.set('words', hundred(error))
    const { data, errors } = await run('{ word }')
    expect(data).toEqual({ word: null })
    expect(errors.length).toBeGreaterThan(0)
    expect(JSON.stringify(errors).length).toBeLessThan(80_000)
    for (const line of log.written()) expect(line.length).toBeLessThan(10_000)
  })
})

it('tells how many were left out, as there was no room for them', async () => {
  masked.instead.set('words', hundred({ message: 'y'.repeat(900), extensions: { code } }))
  const { errors } = await masked.run('{ word }')
  const last = errors.pop()
  expect(errors.length).toBeGreaterThan(50)
  expect(last).toEqual({
    message: `There were ${100 - errors.length} more errors, which are left out.`,
    extensions: { code },
  })
})

it('counts the names that a client gave to what is wrong', async () => {
  masked.reset()
  const alias = 'z'.repeat(250)
  const nested = `${alias}: items { ${alias}: must }`
  const { errors } = await masked.run(`{ ${Array.from({ length: 90 }, (_, n) => `a${n}${nested}`).join(' ')} }`)
  expect(JSON.stringify(errors).length).toBeLessThan(80_000)
})

it('cuts no character in two', async () => {
  masked.instead.set('words', hundred({ message: `${'y'.repeat(999)}🦋z`, extensions: { code } }))
  expect((await masked.run('{ word }')).errors[0].message).toBe(`${'y'.repeat(999)}…`)
})
