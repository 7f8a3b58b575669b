import { inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { type Planning, warmPlans } from './warmPlans.ts'

const typeDefs = 'type Query { a: Int b: Int c(x: Int): Int gone: Int }'
const supergraph = (types = typeDefs) => inProcessSupergraph([{ name: 'one', typeDefs: types, resolvers: {} }]).engine
const never = new AbortController().signal
const options = { count: 10, limitMs: 60_000, signal: never }

function use(engine: Planning, times: number, query: string, variables = {}) {
  const document = parse(query)
  for (let n = 0; n < times; n++) engine.plans.prepare(document, undefined).planFor(variables)
}

/** How many plans a supergraph has to make for an operation that it is asked. */
function plansMadeFor(engine: Planning, query: string, variables = {}) {
  const before = engine.plans.size
  use(engine, 1, query, variables)
  return engine.plans.size - before
}

describe('the plans of a new supergraph', () => {
  it('are made beforehand for the operations that were used most', async () => {
    const [old, next] = [supergraph(), supergraph()]
    use(old, 1, '{ a }')
    use(old, 3, 'query ($x: Int) { c(x: $x) }', { x: 1 })
    use(old, 2, '{ b }')
    expect(await warmPlans(old, next, { ...options, count: 2 })).toBe(2)
    expect(plansMadeFor(next, 'query ($x: Int) { d: c(x: $x) }', { x: 2 })).toBe(0)
    expect(plansMadeFor(next, '{ b }')).toBe(0)
    expect(plansMadeFor(next, '{ a }')).toBe(1)
  })

  it('are made for each combination of conditions', async () => {
    const [old, next] = [supergraph(), supergraph()]
    const query = 'query ($yes: Boolean!) { a b @include(if: $yes) }'
    use(old, 1, query, { yes: true })
    use(old, 1, query, { yes: false })
    await warmPlans(old, next, options)
    expect(next.plans.size).toBe(2)
    expect(plansMadeFor(next, query, { yes: true })).toBe(0)
  })

  it('leave out what it has no answer for', async () => {
    const [old, next] = [supergraph(), supergraph(typeDefs.replace('gone: Int', ''))]
    use(old, 2, '{ gone }')
    use(old, 1, '{ a }')
    expect(await warmPlans(old, next, options)).toBe(1)
  })

  it('keep what is used most for the swap after the next', async () => {
    const [first, second, third] = [supergraph(), supergraph(), supergraph()]
    use(first, 10, '{ b }')
    await warmPlans(first, second, options)
    use(second, 2, '{ a }')
    await warmPlans(second, third, { ...options, count: 1 })
    expect(plansMadeFor(third, '{ b }')).toBe(0)
  })

  it('are not waited for any longer than allowed, nor when nobody needs them any more', async () => {
    const [old, next] = [supergraph(), supergraph()]
    use(old, 1, '{ a }')
    expect(await warmPlans(old, next, { ...options, limitMs: -1 })).toBe(0)
    expect(await warmPlans(old, next, { ...options, signal: AbortSignal.abort() })).toBe(0)
  })

  it('let other work have its turn after each', async () => {
    const [old, next] = [supergraph(), supergraph()]
    for (const query of ['{ a }', '{ b }', '{ c }']) use(old, 1, query)
    const sizes: number[] = []
    const timer = setInterval(() => sizes.push(next.plans.size), 0)
    await warmPlans(old, next, options)
    clearInterval(timer)
    expect(new Set(sizes).size).toBeGreaterThan(1)
  })
})
