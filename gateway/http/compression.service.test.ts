import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib'
import { type MisbehavingServer, says, startMisbehavingServer } from '@atelier/testkit/gateway/misbehavingServer.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { createTestClock } from '@atelier/testkit/platform/testPorts.ts'
import { fastify } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CpuBudget } from '../protection/cpuBudget.ts'
import { compressionLimit, compressResponses } from './compression.ts'

let gateway: TestGateway
let people: MisbehavingServer
beforeAll(async () => {
  people = await startMisbehavingServer(() => gateway.servers.people.url)
  gateway = await startTestGateway({ SUBGRAPH_URLS: `people=${people.url}`, SUBGRAPH_COMPRESSION: 'people' })
})
afterAll(async () => {
  await gateway.close()
  await people.close()
})
afterEach(() => people.behave())

const DECODE = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync }

interface RawResponse {
  headers: IncomingHttpHeaders
  bytes: Buffer
  /** The body, decoded. */
  text: string
}

/** Posts a query with no other headers than these, or gets it. */
async function ask(headers: Record<string, string>, options: { url?: string; method?: string; query?: string } = {}) {
  const { method = 'POST', query = '{ me }' } = options
  const search = method === 'GET' ? `?query=${encodeURIComponent(query)}` : ''
  const given = { 'content-type': 'application/json', 'apollo-require-preflight': '1', ...headers }
  const request = httpRequest(options.url ?? `${gateway.url}/graphql${search}`, { method, headers: given })
  request.end(method === 'GET' ? undefined : JSON.stringify({ query }))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const bytes = await buffer(response)
  const coding = response.headers['content-encoding'] as keyof typeof DECODE | undefined
  const text = (coding ? DECODE[coding](bytes) : bytes).toString()
  return { headers: response.headers, bytes, text } satisfies RawResponse
}

const BROWSER = { 'accept-encoding': 'gzip, deflate, br, zstd' }

/** Lets `me` have so many characters. */
const answerWith = (length: number) =>
  people.behave(says(200, JSON.stringify({ data: { me: 'Zoë '.repeat(length / 4) } })))

describe('a long answer', () => {
  it.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, br', 'br'],
    ['zstd;q=0.1, br;q=0.2, gzip;q=0.9', 'gzip'],
    ['zstd;q=0, br;q=0, *', 'gzip'],
    ['*', 'zstd'],
    ['gzip;q=0.5, identity;q=0', 'gzip'],
    ['gzip;q=0.5, identity', undefined],
    ['gzip;q=0', undefined],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['deflate, compress', undefined],
    ['', undefined],
    ['gzip;q=nonsense', undefined],
  ])('is in a coding that the client accepts: %s', async (accept, coding) => {
    for (const length of [20_000, 400_000]) {
      answerWith(length)
      const { headers, text, bytes } = await ask({ 'accept-encoding': accept })
      expect(headers['content-encoding']).toBe(coding)
      expect(headers.vary).toContain('accept-encoding')
      expect(headers['content-length']).toBe(String(bytes.length))
      expect(JSON.parse(text).data.me).toBe('Zoë '.repeat(length / 4))
      if (coding) expect(bytes.length).toBeLessThan(length / 10)
    }
  })

  it('is as it is for a client that names no coding', async () => {
    answerWith(20_000)
    const { headers } = await ask({})
    expect(headers).not.toHaveProperty('content-encoding')
  })

  it('is measured in bytes', async () => {
    people.behave(says(200, JSON.stringify({ data: { me: '語'.repeat(6_000) } })))
    const { headers, text } = await ask(BROWSER)
    expect(headers['content-encoding']).toBe('zstd')
    expect(JSON.parse(text).data.me).toHaveLength(6_000)
  })

  it('varies by origin, too', async () => {
    answerWith(20_000)
    const { headers } = await ask({ ...BROWSER, origin: 'http://localhost:1' })
    expect(headers.vary?.toLowerCase().split(/, */).sort()).toEqual(['accept-encoding', 'origin'])
  })

  it('is compressed by GET and for persisted queries, too', async () => {
    answerWith(100_000)
    const { headers, text } = await ask(BROWSER, { method: 'GET' })
    expect(headers['content-encoding']).toBe('zstd')
    expect(JSON.parse(text).data.me).toHaveLength(100_000)
  })

  it('is whole for each of many callers at once', async () => {
    answerWith(400_000)
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(BROWSER)))
    for (const { text } of answers) expect(JSON.parse(text).data.me).toHaveLength(400_000)
  })
})

describe('answers that stay as they are', () => {
  it('are short ones', async () => {
    const { headers } = await ask(BROWSER)
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers.vary ?? '').not.toContain('accept-encoding')
  })

  it('are streams', async () => {
    answerWith(100_000)
    const { headers, text } = await ask({ ...BROWSER, accept: 'text/event-stream' })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(text).toContain('event: next')
  })

  it('are all where it is switched off, and those below another size', async () => {
    for (const [setting, coding] of [
      ['0', undefined],
      ['1', 'zstd'],
    ] as const) {
      const other = await startTestGateway({ COMPRESSION_MIN_BYTES: setting })
      other.publish({ id: 'j1', version: 1, status: 'NEW'.repeat(50_000) })
      const query = '{ job(id: "j1") { status } }'
      const { headers } = await ask(BROWSER, { url: `${other.url}/graphql`, query })
      expect(headers['content-encoding']).toBe(coding)
      await other.close()
    }
  })
})

describe('the work of compressing', () => {
  const caller = { address: '10.0.0.1', traceId: '', traceparent: '' }

  /** A server of one long answer, and the budget and limit of its caller. */
  async function serve(run: (url: string) => Promise<void>, busy: string[] = []) {
    const clock = createTestClock()
    const cpuBudget = new CpuBudget({ limitMs: 0.001, windowMs: 60_000, clock, advice: () => '', measure: () => 0 })
    const concurrency = compressionLimit()
    for (const address of busy) concurrency.tryAcquire({ caller: address, address })
    const app = fastify()
    app.decorateRequest('caller')
    app.addHook('onRequest', async request => {
      request.caller = caller
    })
    compressResponses(app, { minBytes: 1_000, cpuBudget, concurrency })
    app.post('/', (_, reply) => reply.type('text/plain').send('x'.repeat(100_000)))
    await run(await app.listen({ port: 0 }))
    await app.close()
    return { cpuBudget, concurrency }
  }

  it('costs its caller', async () => {
    const { cpuBudget, concurrency } = await serve(async url => void (await ask(BROWSER, { url })))
    expect(cpuBudget.rejectionOf(caller)?.extensions.code).toBe('RATE_LIMITED')
    expect(concurrency.underWay).toBe(0)
  })

  it('is left undone where others have too much of it', async () => {
    const { cpuBudget } = await serve(
      async url => {
        const { headers, text } = await ask(BROWSER, { url })
        expect(headers).not.toHaveProperty('content-encoding')
        expect(text).toHaveLength(100_000)
      },
      ['10.0.0.2', '10.0.0.3'],
    )
    expect(cpuBudget.rejectionOf(caller)).toBeUndefined()
  })
})

describe('subgraphs', () => {
  it('are asked to compress where the settings name them, and only there', async () => {
    const asked: (string | undefined)[] = []
    people.behave((response, request) => {
      asked.push(request.headers['accept-encoding'])
      says(200, gzipSync('{"data":{"me":"Ada"}}'), { 'content-encoding': 'gzip' })(response, request)
    })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    expect((await gateway.post('{ me job(id: "j1") { status } }')).data).toEqual({ me: 'Ada', job: { status: 'NEW' } })
    expect(asked).toEqual(['zstd, br;q=0.9, gzip;q=0.8'])
    expect(gateway.servers.jobs.requests.at(-1)).not.toHaveProperty('accept-encoding')
  })

  it('are asked all by *', async () => {
    const other = await startTestGateway({ SUBGRAPH_COMPRESSION: '*' })
    await other.post('{ me jobCount }')
    for (const { requests } of Object.values(other.servers)) expect(requests[0]).toHaveProperty('accept-encoding')
    await other.close()
  })
})
