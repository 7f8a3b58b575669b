import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { MANAGEMENT_TOKEN } from '@atelier/testkit/support/management.ts'
import { parseMetrics } from '@atelier/testkit/support/metrics.ts'
import { expect, it } from 'vitest'
import { createHealth } from '../health/health.ts'
import { createLogger } from '../log/logger.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createHttpServer } from './httpServer.ts'

it('counts an answer that streams once it has begun', async () => {
  const server = createHttpServer({
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test' }),
    health: createHealth(),
    managementToken: MANAGEMENT_TOKEN,
  })
  const endless = new PassThrough()
  server.get('/news', (_, reply) => reply.send(endless))
  endless.write('first')
  const answer = await server.inject({ path: '/news', payloadAsStream: true })
  const { body } = await server.inject({ path: '/metrics', headers: { authorization: `Bearer ${MANAGEMENT_TOKEN}` } })
  const answered = { method: 'GET', path: '/news', status: '200', service: 'test' }
  expect(parseMetrics(body).value('http_requests_total', answered)).toBe(1)
  answer.stream().destroy()
  await server.close()
})

it('tells how long a request took until its answer', async () => {
  const server = createHttpServer({
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test' }),
    health: createHealth(),
    managementToken: MANAGEMENT_TOKEN,
  })
  server.get('/slow', async () => {
    // Real time: what is measured.
    await setTimeout(60)
    return 'done'
  })
  await server.inject('/slow')
  const { body } = await server.inject({ path: '/metrics', headers: { authorization: `Bearer ${MANAGEMENT_TOKEN}` } })
  const seconds = parseMetrics(body).value('http_request_duration_seconds_sum', { path: '/slow' })
  expect(seconds).toBeGreaterThan(0.05)
  await server.close()
})
