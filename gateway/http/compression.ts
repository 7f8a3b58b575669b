import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import { FairConcurrencyLimit } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'
import { sourceOf } from '../protection/callerKey.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import { disconnectSignal } from './admission.ts'

export interface CompressionOptions {
  /** Bytes from which on a response is compressed; `Infinity` for never. */
  minBytes: number
  cpuBudget: Pick<CpuBudget, 'meter'>
  /** Limits concurrent compressions. */
  concurrency: FairConcurrencyLimit
}

/**
 * Two at once, and one of a caller: the threads that compress are those of name lookups and files, too. A response that
 * waits for too long is sent as it is.
 */
export const compressionLimit = () =>
  new FairConcurrencyLimit({ total: 2, perCaller: 1, perAddress: 2, waitingPerCaller: 32, waitMs: 2_000 })

type Compress = (bytes: Buffer | string) => Promise<Buffer>

const zstdAsync = promisify(zstdCompress)
const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

/** Bytes of output between two turns of the event loop. */
const chunkSize = 131_072

/** Content codings, cheapest first, at levels that take some ten milliseconds for a megabyte. */
const CODINGS: ReadonlyMap<string, Compress> = new Map<string, Compress>([
  ['zstd', bytes => zstdAsync(bytes, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 3 } })],
  ['br', bytes => brotliAsync(bytes, { chunkSize, params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ['gzip', bytes => gzipAsync(bytes, { chunkSize, level: 4 })],
])

/**
 * Compresses long responses that are complete, in a coding that the client accepts, on other threads and on the CPU
 * budget of its caller. Streams are not compressed: their events are small, and each has to be sent at once.
 */
export function compressResponses(scope: FastifyInstance, options: CompressionOptions): void {
  if (options.minBytes === Infinity) return
  scope.addHook('onSend', (request, reply, payload, done) => {
    if (!isLong(payload, options.minBytes) || reply.hasHeader('content-encoding')) return done(null, payload)
    varyByEncoding(reply)
    const coding = codingFor(request.headers['accept-encoding'])
    const compress = CODINGS.get(coding)
    if (!compress) return done(null, payload)
    compressed(request, reply, () => compress(payload), options).then(
      bytes => {
        if (!bytes || bytes.length >= Buffer.byteLength(payload)) return done(null, payload)
        reply.header('content-encoding', coding).removeHeader('content-length')
        done(null, bytes)
      },
      error => {
        request.log.error({ err: error }, 'compression failed')
        done(null, payload)
      },
    )
  })
}

const isLong = (payload: unknown, minBytes: number): payload is string | Buffer =>
  (typeof payload === 'string' || Buffer.isBuffer(payload)) &&
  (payload.length >= minBytes || Buffer.byteLength(payload) >= minBytes)

/** @returns `undefined` when the response is to be sent as it is. */
async function compressed(
  { caller }: FastifyRequest,
  reply: FastifyReply,
  compress: () => Promise<Buffer>,
  { cpuBudget, concurrency }: CompressionOptions,
): Promise<Buffer | undefined> {
  // A request without a caller was rejected, with few bytes.
  if (!caller) return undefined
  const source = sourceOf(caller)
  if (!concurrency.tryAcquire(source)) {
    const outcome = await concurrency.acquire(source, disconnectSignal(reply.raw))
    if (outcome !== 'acquired') return undefined
  }
  const startedAt = performance.now()
  try {
    return await compress()
  } finally {
    concurrency.release(source)
    cpuBudget.meter(caller).add(performance.now() - startedAt)
  }
}

function varyByEncoding(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary ? `${vary}, accept-encoding` : 'accept-encoding')
}

const IDENTITY = 'identity'

/** Negotiated codings by `accept-encoding`; there are few distinct ones. */
const known = new LRUCache<string, string>({ max: 200 })
const MAX_KEPT_LENGTH = 200

/** The types lack the server's own order for codings that a client likes equally well. */
type Encoding = (available: readonly string[], options: { preferred: readonly string[] }) => string | undefined

/** The coding of a response; `identity` for none. */
function codingFor(accept: string | undefined): string {
  if (accept === undefined) return IDENTITY
  const kept = known.get(accept)
  if (kept !== undefined) return kept
  const available = [...CODINGS.keys(), IDENTITY]
  const negotiator = new Negotiator({ headers: { 'accept-encoding': accept } }) as { encoding: Encoding }
  const coding = negotiator.encoding(available, { preferred: available }) ?? IDENTITY
  if (accept.length <= MAX_KEPT_LENGTH) known.set(accept, coding)
  return coding
}
