import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { MANAGEMENT_TOKEN, readinessAt } from '@atelier/testkit/support/management.ts'
import { metricValue, parseMetrics, readMetrics } from '@atelier/testkit/support/metrics.ts'
import { headsIn, missingProtection } from '@atelier/testkit/support/safeHeaders.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { managementOf, managementSettings } from '../config/settings.ts'
import { createHealth } from '../health/health.ts'
import { createLogger } from '../log/logger.ts'
import { Counter, createMetrics } from '../metrics/metrics.ts'
import { createHttpServer, listen } from './httpServer.ts'
import { openManagement } from './management.ts'

const log = createLogger({ name: 'test', level: 'silent' })
let opened: AsyncDisposableStack
beforeEach(() => {
  opened = new AsyncDisposableStack()
})
afterEach(() => opened.disposeAsync())

function managed(service: string, says?: string) {
  const health = createHealth()
  health.add('mood', () => says)
  const metrics = createMetrics({ service })
  new Counter({ name: 'things_total', help: 'Things.', registers: [metrics.registry] }).inc(3)
  return { health, metrics }
}

const open = (port: number | undefined) => openManagement({ host: '127.0.0.1', port }, { log }, opened)

describe('the management port', () => {
  it('shows metrics of all services of a process, each name once, and how each is', async () => {
    const url = (await open(0)(managed('users', 'fair'), managed('tasks'))) ?? ''
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const shown = await response.text()
    expect(parseMetrics(shown).samples('things_total')).toMatchObject([
      { labels: { service: 'users' }, value: 3 },
      { labels: { service: 'tasks' }, value: 3 },
    ])
    expect(shown.match(/# TYPE things_total counter/g)).toHaveLength(1)
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      ready: true,
      checks: { 'users.mood': 'fair', 'tasks.mood': 'ok' },
    })
  })

  it('says why one of them is not ready, and names only checks where there is one service', async () => {
    const service = managed('users')
    service.health.add('database', () => {
      throw new Error('gone')
    })
    const response = await fetch(`${await open(0)(service)}/health/ready`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.json()).toEqual({ ready: false, checks: { mood: 'ok', database: 'gone' } })
  })

  it('protects its answers as all others are, also to what is no request', async () => {
    const url = (await open(0)(managed('users'))) ?? ''
    for (const path of ['/metrics', '/health/ready', '/health/live', '/nowhere']) {
      expect(missingProtection((await fetch(`${url}${path}`)).headers)).toEqual([])
    }
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('nonsense\r\n\r\n')
    expect(headsIn(await text(socket)).map(({ headers }) => missingProtection(headers))).toEqual([[]])
  })

  it('makes no answers in advance for who reads none', async () => {
    const service = managed('users')
    const begun = Promise.withResolvers<void>()
    let made = 0
    service.health.add('count', () => {
      made += 1
      begun.resolve()
      return 'x'.repeat(8_000_000)
    })
    const url = (await open(0)(service)) ?? ''
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('GET /health/ready HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20))
    await begun.promise
    // What could be made meanwhile for the first client is made before others are answered.
    for (let n = 0; n < 5; n++) await (await fetch(`${url}/health/live`)).text()
    expect(made).toBeLessThan(5)
    socket.destroy()
  })

  it('is not there when it is off', async () => {
    expect(await open(undefined)(managed('users'))).toBeUndefined()
  })

  it.each([
    [{}, 4000, { host: '127.0.0.1', port: 4100 }],
    [{}, 0, { host: '127.0.0.1', port: 0 }],
    [{}, 65_500, { host: '127.0.0.1', port: 65_400 }],
    [{ MANAGEMENT_PORT: 'off' }, 4000, { host: '127.0.0.1', port: undefined }],
    [{ MANAGEMENT_PORT: '9090', MANAGEMENT_HOST: '::' }, 4000, { host: '::', port: 9090 }],
  ])('is chosen by %o beside port %s', (env, port, expected) => {
    expect(managementOf(loadConfig(managementSettings, env), port)).toEqual(expected)
  })

  it.each(['on', '-1', '65536', '1.5'])('cannot be %s', MANAGEMENT_PORT => {
    expect(() => loadConfig(managementSettings, { MANAGEMENT_PORT })).toThrow('must be off or a whole number')
  })
})

describe("a service's own port", () => {
  async function start(managementToken?: string): Promise<string> {
    const server = createHttpServer({ ...managed('users'), log, managementToken })
    opened.defer(() => server.close())
    return listen(server, { host: '127.0.0.1', port: 0 })
  }
  let url: string
  const headers = (authorization: string) => ({ headers: { authorization } })

  describe('with a token for operators', () => {
    beforeEach(async () => {
      url = await start(MANAGEMENT_TOKEN)
    })

    it('shows those who have it everything', async () => {
      expect(await metricValue(url, 'things_total', { service: 'users' })).toBe(3)
      expect(await readinessAt(url)).toEqual({ ready: true, checks: { mood: 'ok' } })
    })

    it.each(['', 'Bearer', 'Bearer wrong', MANAGEMENT_TOKEN, `Bearer ${MANAGEMENT_TOKEN}x`])(
      'shows others only whether it is ready: %s',
      async authorization => {
        const metrics = await fetch(`${url}/metrics`, headers(authorization))
        expect(metrics.status).toBe(401)
        expect(await metrics.text()).not.toContain('things_total')
        const ready = await fetch(`${url}/health/ready`, headers(authorization))
        expect(await ready.json()).toEqual({ ready: true })
      },
    )
  })

  it('shows nobody more without a token', async () => {
    url = await start()
    await expect(readMetrics(url)).rejects.toThrow('answered with 404')
    for (const authorization of ['Bearer ', 'Bearer undefined', `Bearer ${MANAGEMENT_TOKEN}`]) {
      expect((await fetch(`${url}/metrics`, headers(authorization))).status).toBe(404)
      const ready = await fetch(`${url}/health/ready`, headers(authorization))
      expect(await ready.json()).toEqual({ ready: true })
    }
  })
})
