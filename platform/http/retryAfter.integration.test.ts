import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHealth } from '../health/health.ts'
import { createLogger } from '../log/logger.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createHttpServer, listen } from './httpServer.ts'
import { endWith } from './safeResponse.ts'

const health = createHealth()
let server: ReturnType<typeof createHttpServer>
let url: string
beforeEach(async () => {
  const log = createLogger({ name: 'test', level: 'silent' })
  server = createHttpServer({ log, metrics: createMetrics({ service: 'test' }), health })
  server.get('/busy', (_, reply) => reply.code(429).send('busy'))
  server.get('/away', (_, reply) => reply.code(503).send({ away: true }))
  server.get('/minute', (_, reply) => reply.code(503).header('Retry-After', '60').send())
  server.get('/raw', (_, reply) => {
    reply.hijack()
    reply.raw.writeHead(429, 'Too Many', { 'retry-after': '7' }).end()
  })
  server.get('/fine', async () => 'fine')
  url = await listen(server, { host: '127.0.0.1', port: 0 })
})
afterEach(() => server.close())

it.each([
  ['/busy', 429, '1'],
  ['/away', 503, '1'],
  ['/minute', 503, '60'],
  ['/raw', 429, '7'],
  ['/fine', 200, null],
])('an answer that asks to come again says when: %s', async (path, status, seconds) => {
  const { headers, ...answer } = await fetch(`${url}${path}`).then(({ status, headers }) => ({ status, headers }))
  expect([answer.status, headers.get('retry-after')]).toEqual([status, seconds])
})

it('so does readiness while a service does not get ready', async () => {
  health.add('database', () => {
    throw new Error('gone')
  })
  const { status, headers } = await fetch(`${url}/health/ready`)
  expect([status, headers.get('retry-after')]).toEqual([503, '1'])
})

it.each([
  [429, {}, '1'],
  [503, { 'retry-after': '5' }, '5'],
  [404, {}, undefined],
])('so does what ends a connection by %i', async (status, headers, seconds) => {
  const refusing = createServer(socket => void socket.once('data', () => endWith(socket, status, headers)))
  await once(refusing.listen(0, '127.0.0.1'), 'listening')
  const { port } = refusing.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}`)
  expect(response.headers.get('retry-after') ?? undefined).toBe(seconds)
  refusing.close()
})
