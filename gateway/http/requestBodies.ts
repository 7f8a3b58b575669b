import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { readBody } from '@atelier/platform/http/readBody.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import { parseExactly } from '../graphql/parseJson.ts'
import { MAX_TOKENLESS_BYTES } from '../pipeline/tokenlessOperations.ts'
import type { BytesHeld, HeldBytes } from '../protection/bytesHeld.ts'
import { addressKey } from '../protection/callerKey.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { SignIns } from '../protection/signIns.ts'
import { type AdmissionOptions, admit, identifyCaller } from './admission.ts'
import { documentText, ignoreTokenIfUnneeded, isTokenRejected } from './tokenlessRequests.ts'

export interface RequestBodiesOptions extends AdmissionOptions {
  signIns: SignIns
  /** Bytes of bodies, counted from the request headers until the response is produced. */
  bodies: BytesHeld
  /** Meters the time of parsing. */
  cpuBudget: CpuBudget
  reject(request: FastifyRequest, reply: FastifyReply, error: GraphQLError): FastifyReply
}

/** Maximum bytes of a body that is not counted: connections and concurrent operations are limited by themselves. */
const SHORT_BYTES = 16_384

const RETRY_AFTER_S = 1

const tooManyBytes = () =>
  rateLimited(RETRY_AFTER_S, 'Too many bytes of requests from your address are in flight. Send fewer at once.')

/** Decoding would map many different texts to the same replacement characters. */
const notUtf8 = () => Object.assign(new Error('Send JSON in well-formed UTF-8.'), { statusCode: 400 })

/** Limits the bytes of request bodies in memory, and parses JSON only of admitted requests. */
export function boundRequestBodies(scope: FastifyInstance, options: RequestBodiesOptions): void {
  const { bodies, cpuBudget, reject, signIns, persisted, ...admissionOptions } = options
  // `__proto__` and `constructor.prototype` are keys like any other: `JSON.parse` makes own properties of them, and
  // values are copied by `put` or by spreading, which both define properties instead of assigning them.
  const parse = scope.getDefaultJsonParser('ignore', 'ignore')
  for (const name of ['rejection', 'releaseSlot', 'heldAnswer', 'releaseBody', 'heldBody', 'response'])
    scope.decorateRequest(name)

  const parseMetered = (request: FastifyRequest, body: Buffer): unknown => {
    let failure: Error | null = null
    let value: unknown
    // Later steps meter their own time.
    cpuBudget.meter(request.caller).run(() => {
      if (!isUtf8(body)) throw notUtf8()
      const text = body.toString()
      parse(request, text, (...given) => {
        ;[failure, value] = given
      })
      if (!failure) value = parseExactly(text) ?? value
    })
    if (failure) throw failure
    return value
  }

  /** Invalid JSON is reported only after the request is admitted. */
  const parseIfGood = (request: FastifyRequest, body: Buffer): Record<string, unknown> | undefined => {
    try {
      const value = parseMetered(request, body)
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
    } catch {
      return undefined
    }
  }

  const holdFor = (request: FastifyRequest, reply: FastifyReply): HeldBytes => {
    const held = bodies.hold(addressKey(request.ip))
    request.releaseBody = held.release
    reply.raw.once('close', held.release)
    return held
  }

  scope.addHook('onRequest', (request, reply, done) => {
    request.response = reply.raw
    // A body without `content-length` is counted as it arrives.
    if (request.headers['transfer-encoding'] !== undefined) request.heldBody = holdFor(request, reply)
    const length = Number(request.headers['content-length'] ?? 0)
    const mayBeHeld = !(length > SHORT_BYTES) || length > request.routeOptions.bodyLimit
    if (mayBeHeld || holdFor(request, reply).grow(length)) done()
    else reject(request, reply.header('connection', 'close'), tooManyBytes())
  })

  // A finished response is limited by the bytes that clients leave unread, so a slow reader occupies no slot. A stream
  // is produced while it is sent.
  scope.addHook('onSend', (request, _, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      request.releaseSlot?.()
      request.releaseBody?.()
      request.body = undefined
    }
    done(null, payload)
  })

  const readCounted = (request: FastifyRequest, payload: Readable): Promise<Buffer> => {
    const { heldBody: held, headers, routeOptions } = request
    const onBytes = (count: number) => {
      if (!held?.grow(count)) throw Object.assign(tooManyBytes(), { statusCode: 429 })
    }
    return readBody(payload, {
      length: Number(headers['content-length'] ?? Number.NaN),
      limit: routeOptions.bodyLimit,
      ...(held && { onBytes }),
    })
  }

  scope.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    const body = await readCounted(request, payload)
    const isIdentified = await identifyCaller(request, admissionOptions)
    const mayBeEarly = isIdentified
      ? signIns.mayBe(request.caller, body.length)
      : isTokenRejected(request) && body.length <= MAX_TOKENLESS_BYTES
    const early = mayBeEarly ? parseIfGood(request, body) : undefined
    if (early) ignoreTokenIfUnneeded(request, early, options)
    if (request.rejection) return null
    if (early) request.caller = signIns.recognise(request.caller, documentText(persisted, early), early.variables)
    if (!(await admit(request, admissionOptions))) return null
    return early ?? parseMetered(request, body)
  })
}
