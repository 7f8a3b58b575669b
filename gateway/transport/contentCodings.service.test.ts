import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { type MisbehavingServer, says, startMisbehavingServer } from '@atelier/testkit/gateway/misbehavingServer.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const LIMIT = 1_000_000

const log = captureLog({ name: 'gateway', level: 'trace' })
let gateway: TestGateway
let door: MisbehavingServer
beforeAll(async () => {
  door = await startMisbehavingServer(() => gateway.servers.people.url)
  gateway = await startTestGateway(
    {
      SUBGRAPH_URLS: `people=${door.url}`,
      SUBGRAPH_CIRCUIT_FAILURE_PERCENT: '0',
      SUBGRAPH_RETRIES: '0',
      SUBGRAPH_RESPONSE_LIMIT_BYTES: String(LIMIT),
      LOG_REPEATS: '0',
    },
    { log: log.logger },
  )
})
afterAll(async () => {
  await gateway.close()
  await door.close()
})
beforeEach(() => log.clear())

const bodyOf = (me: string) => JSON.stringify({ data: { me } })
const SHORT = bodyOf('Zoë 🎨')
/** As long as may be, and hard to compress. */
const LONG = bodyOf(
  Array.from({ length: 60_000 }, (_, n) => (n * 2_654_435_761).toString(36))
    .join(' ')
    .slice(0, 900_000),
)

const CODED: [name: string, header: string, encode: (body: string | Buffer) => Buffer][] = [
  ['gzip', 'gzip', gzipSync],
  ['gzip in capitals', 'GZIP', gzipSync],
  ['gzip by its old name', 'x-gzip', gzipSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without the header of zlib', 'deflate', deflateRawSync],
  ['br', 'br', brotliCompressSync],
  ['zstd', 'zstd', zstdCompressSync],
  ['gzip, then br', 'gzip, br', body => brotliCompressSync(gzipSync(body))],
  ['deflate, then gzip', 'deflate,gzip', body => gzipSync(deflateRawSync(body))],
  ['identity', 'identity', body => Buffer.from(body)],
  ['identity beside gzip', 'identity, gzip', gzipSync],
  ['a charset in place of a coding', 'utf-8', body => Buffer.from(body)],
]

describe('an answer in a content coding is read', () => {
  it.each(CODED)('%s', async (_, header, encode) => {
    for (const body of [SHORT, LONG]) {
      door.behave(says(200, encode(body), { 'content-encoding': header }))
      expect(await gateway.post('{ me }')).toMatchObject({ ...JSON.parse(body), errors: [] })
    }
  })

  it('in chunks of a byte, and in several members', async () => {
    const bytes = Buffer.concat([gzipSync(SHORT.slice(0, 10)), gzipSync(SHORT.slice(10))])
    door.behave(async response => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      for (const byte of bytes) await new Promise(resolve => response.write(Buffer.from([byte]), resolve))
      response.end()
    })
    expect((await gateway.post('{ me }')).data).toEqual(JSON.parse(SHORT).data)
  })

  it('with its errors, whatever its status', async () => {
    const body = gzipSync('{"errors":[{"message":"Sign in.","extensions":{"code":"UNAUTHENTICATED"}}]}')
    door.behave(says(401, body, { 'content-encoding': 'gzip' }))
    expect((await gateway.post('{ me }')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  })
})

describe('an answer that begins with a byte order mark is read', () => {
  it.each(CODED)('in %s', async (_, header, encode) => {
    door.behave(says(200, encode(`\ufeff${SHORT}`), { 'content-encoding': header }))
    expect((await gateway.post('{ me }')).data).toEqual(JSON.parse(SHORT).data)
  })

  it('in no coding, of UTF-8 by another name', async () => {
    for (const charset of ['utf-8', 'UTF8', '"utf-8"', 'us-ascii', 'iso-8859-1']) {
      door.behave(says(200, `\ufeff${SHORT}`, { 'content-type': `application/json; charset=${charset}` }))
      expect((await gateway.post('{ me }')).data).toEqual(JSON.parse(SHORT).data)
    }
  })
})

/** A body with so many bytes, packed in a few. */
const bomb = (bytes: number) => Buffer.concat([Buffer.from('{"data":{"me":"'), Buffer.alloc(bytes, 'x')])

describe('a bomb is refused as too large', () => {
  it.each(CODED.filter(([, header]) => !/identity$|utf/.test(header)))('in %s', async (_, header, encode) => {
    door.behave(says(200, encode(bomb(50 * LIMIT)), { 'content-encoding': header }))
    const { errors } = await gateway.post('{ me }')
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
    expect(log.find('subgraph response unusable')).toMatchObject([
      { reason: 'too large', fault: expect.stringContaining(`longer than ${LIMIT} bytes`) },
    ])
  })

  it('in a coding of a coding, whose end is small', async () => {
    const hollow = gzipSync(Buffer.concat([gzipSync(''), gzipSync(SHORT), ...Array(50_000).fill(gzipSync(''))]))
    door.behave(says(200, hollow, { 'content-encoding': 'gzip, gzip' }))
    await gateway.post('{ me }')
    expect(log.find('subgraph response unusable')).toMatchObject([{ reason: 'too large' }])
  })

  it('by a window larger than a decoder of HTTP needs', async () => {
    const params = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_compressionLevel]: 1 }
    const body = zstdCompressSync(bomb(50 * LIMIT), { params })
    door.behave(says(200, body, { 'content-encoding': 'zstd' }))
    expect((await gateway.post('{ me }')).errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
  })

  it('while a body just within the limit is read', async () => {
    const me = 'x'.repeat(LIMIT - bodyOf('').length)
    door.behave(says(200, gzipSync(bodyOf(me)), { 'content-encoding': 'gzip' }))
    expect((await gateway.post('{ me }')).data.me).toHaveLength(me.length)
    door.behave(says(200, gzipSync(bodyOf(`${me}x`)), { 'content-encoding': 'gzip' }))
    expect((await gateway.post('{ me }')).data).toEqual({ me: null })
  })
})

const utf16 = (text: string, order: 'little' | 'big' = 'little') => {
  const bytes = Buffer.from(text, 'utf16le')
  return order === 'big' ? bytes.swap16() : bytes
}

describe('the log says why an answer cannot be read', () => {
  it.each([
    ['HTML', says(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }), ['502', 'text/html', '<html>Bad']],
    ['nothing', says(204, ''), ['204', '0 bytes']],
    ['a stream', says(200, 'event: next\ndata: {}\n\n', { 'content-type': 'text/event-stream' }), ['event-stream']],
    ['JSON of another kind', says(200, '{"message":"no upstream"}'), ['"application/json"', 'no upstream']],
    ['gzip without a header', says(200, gzipSync(SHORT)), ['looks like gzip', '1f8b']],
    ['zstd without a header', says(200, zstdCompressSync(SHORT)), ['looks like zstd']],
    [
      'an unknown coding',
      says(200, '\u0001\u0002', { 'content-encoding': 'compress' }),
      ['"compress"', 'gzip, deflate, br and zstd'],
    ],
    [
      'too many codings',
      says(200, gzipSync('{}'), { 'content-encoding': 'gzip, gzip, gzip, gzip' }),
      ['gzip, gzip, gzip, gzip'],
    ],
    [
      'JSON that is said to be gzip',
      says(200, SHORT, { 'content-encoding': 'gzip' }),
      ['incorrect header check', '"gzip"', 'Zoë'],
    ],
    [
      'half of a gzip',
      says(200, gzipSync(SHORT).subarray(0, -12), { 'content-encoding': 'gzip' }),
      ['unexpected end of file'],
    ],
    ['broken br', says(200, Buffer.alloc(50, 'z'), { 'content-encoding': 'br' }), ['cannot be decoded', '"br"']],
    ['broken zstd', says(200, Buffer.alloc(50, 'z'), { 'content-encoding': 'zstd' }), ['cannot be decoded', '"zstd"']],
    ['UTF-16 with a mark', says(200, utf16(`\ufeff${SHORT}`)), ['UTF-16', 'must be UTF-8']],
    ['UTF-16 in the other order', says(200, utf16(`\ufeff${SHORT}`, 'big')), ['UTF-16']],
    ['UTF-16 without a mark', says(200, utf16(SHORT)), ['UTF-16']],
    [
      'UTF-16 in gzip',
      says(200, gzipSync(utf16(`\ufeff${SHORT}`)), { 'content-encoding': 'gzip' }),
      ['UTF-16', '"gzip"'],
    ],
    [
      'Latin 1',
      says(200, Buffer.from(bodyOf('Zoë'), 'latin1'), { 'content-type': 'application/json; charset=ISO-8859-1' }),
      ['ISO-8859-1', 'not UTF-8'],
    ],
  ])('%s', async (_, misbehaviour, words) => {
    door.behave(misbehaviour)
    const { data, errors } = await gateway.post('{ me }')
    expect({ data, errors }).toMatchObject({
      data: { me: null },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    })
    const [line] = log.find('subgraph response unusable')
    expect(line).toMatchObject({ serviceName: 'people', reason: 'not GraphQL' })
    for (const word of words) expect(line?.fault).toContain(word)
  })

  it('in a few words, however long the answer and its headers', async () => {
    const type = `text/${'x'.repeat(5_000)}`
    door.behave(says(200, 'y'.repeat(100_000), { 'content-type': type, 'content-encoding': 'z'.repeat(5_000) }))
    await gateway.post('{ me }')
    const [line] = log.find('subgraph response unusable')
    expect(String(line?.fault).length).toBeLessThan(600)
  })
})
