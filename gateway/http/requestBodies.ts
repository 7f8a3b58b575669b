import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { readBody } from '@atelier/platform/http/readBody.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import type { BytesHeld, HeldBytes } from '../protection/bytesHeld.ts'
import { addressKey } from '../protection/callerKey.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { SignIns } from '../protection/signIns.ts'
import { type AdmissionOptions, admit, identifyCaller } from './admission.ts'

export interface RequestBodiesOptions extends Omit<AdmissionOptions, 'versions'> {
  signIns: SignIns
  /** Counts the bytes of bodies from their announcement until the answers to their requests are made. */
  bodies: BytesHeld
  /** Counts the time that parsing takes. */
  cpuBudget: CpuBudget
  reject(request: FastifyRequest, reply: FastifyReply, error: GraphQLError): FastifyReply
}

/** Bodies that are too short to be counted: connections are, and so are operations under way. */
const SHORT_BYTES = 16_384

const RETRY_AFTER_S = 1

const tooManyBytes = () =>
  rateLimited(RETRY_AFTER_S, 'Too many bytes of requests are under way from where you are. Send fewer at once.')

/** Decoding would make the same replacement characters of many different texts. */
const notUtf8 = () => Object.assign(new Error('Send JSON of whole Unicode characters in UTF-8.'), { statusCode: 400 })

/** Bounds the bytes of request bodies that are held at once, and parses JSON only of requests that were admitted. */
export function boundRequestBodies(scope: FastifyInstance, options: RequestBodiesOptions): void {
  const { bodies, cpuBudget, reject, signIns, persisted, ...admissionOptions } = options
  const parse = scope.getDefaultJsonParser('error', 'error')
  for (const name of ['rejection', 'releasePlace', 'heldAnswer', 'releaseBody', 'heldBody', 'response'])
    scope.decorateRequest(name)

  const parseMetered = (request: FastifyRequest, body: Buffer): unknown => {
    let failure: Error | null = null
    let value: unknown
    // What follows counts its time by itself.
    cpuBudget.meter(request.caller).run(() => {
      if (!isUtf8(body)) throw notUtf8()
      parse(request, body.toString(), (...given) => {
        ;[failure, value] = given
      })
    })
    if (failure) throw failure
    return value
  }

  /** Who sends what is no JSON is told so only when the request was admitted. */
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
    // A body whose length was not told is counted as it comes.
    if (request.headers['transfer-encoding'] !== undefined) request.heldBody = holdFor(request, reply)
    const length = Number(request.headers['content-length'] ?? 0)
    const mayBeHeld = !(length > SHORT_BYTES) || length > request.routeOptions.bodyLimit
    if (mayBeHeld || holdFor(request, reply).grow(length)) done()
    else reject(request, reply.header('connection', 'close'), tooManyBytes())
  })

  // An answer that was made waits for its client alone, and is bounded by what clients leave unread: whoever reads slowly
  // keeps no place from others. A stream is made while it is sent.
  scope.addHook('onSend', (request, _, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      request.releasePlace?.()
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
    if (!(await identifyCaller(request, admissionOptions))) return null
    const early = signIns.mayBe(request.caller, body.length) ? parseIfGood(request, body) : undefined
    if (early) {
      const resolved = persisted.resolve(early)
      const query = resolved && 'query' in resolved ? resolved.query : undefined
      request.caller = signIns.recognise(request.caller, query, early.variables)
    }
    if (!(await admit(request, admissionOptions))) return null
    return early ?? parseMetered(request, body)
  })
}
