import { createTestClock } from '@atelier/testkit/platform/testPorts.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { fastify } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { CpuBudget } from '../protection/cpuBudget.ts'
import { LONG_ANSWER, longAnswers } from './longAnswers.ts'

const app = fastify()
afterEach(() => app.close())

it('encoding a long answer costs its caller, and its memory is given back once it is sent', async () => {
  let ms = 0
  const cpuBudget = new CpuBudget({
    limitMs: 10,
    windowMs: 60_000,
    clock: createTestClock(),
    advice: () => 'Send less.',
    // Whatever is counted takes so long.
    measure: () => {
      ms += 10
      return ms
    },
  })
  const caller = { address: '10.0.0.1', traceId: '', traceparent: '' }
  const encode = longAnswers(cpuBudget)
  const encoded: Buffer[] = []
  app.get('/', (_, reply) => {
    const bytes = encode(reply, caller, ['{"data":"', '\u00e9'.repeat(LONG_ANSWER), '"}'])
    encoded.push(bytes)
    return reply.send(bytes)
  })
  const url = await app.listen({ port: 0 })
  expect(cpuBudget.rejectionOf(caller)).toBeUndefined()
  const response = await fetch(url)
  expect(await response.json()).toEqual({ data: '\u00e9'.repeat(LONG_ANSWER) })
  expect(cpuBudget.rejectionOf(caller)?.extensions.code).toBe('RATE_LIMITED')
  await waitUntil(async () => expect(await encoded.map(({ length }) => length)).toEqual([0]))
})
