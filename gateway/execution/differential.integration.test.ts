import { allFeatures, referenceResult, resetAllFeatures } from '@atelier/testkit/gateway/allFeatures.ts'
import { inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { randomOperation, seeded } from '@atelier/testkit/gateway/randomOperations.ts'
import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

/** More of them and other ones: `OPERATIONS=5000 SEED=7`. */
const OPERATIONS = Number(process.env.OPERATIONS ?? 100)
const SEED = Number(process.env.SEED ?? 1)

describe('random operations over the supergraph', () => {
  it('are answered as graphql-js answers them over one schema, to the last byte', async () => {
    const { engine, run } = inProcessSupergraph(allFeatures)
    const { run: runUncompiled } = inProcessSupergraph(allFeatures, { compileAt: Number.POSITIVE_INFINITY })
    const { apiSchema } = engine.supergraph
    const random = seeded(SEED)
    for (let done = 0; done < OPERATIONS; ) {
      const { query, variables } = randomOperation(apiSchema, random)
      if (validate(apiSchema, parse(query)).length) continue
      done += 1
      resetAllFeatures()
      const given = await run(query, variables)
      resetAllFeatures()
      expect(JSON.stringify(await runUncompiled(query, variables)), query).toBe(JSON.stringify(given))
      resetAllFeatures()
      const expected = await referenceResult(apiSchema, query, variables)
      expect(JSON.stringify(given), query).toBe(JSON.stringify(expected))
    }
  }, 3_600_000)
})
