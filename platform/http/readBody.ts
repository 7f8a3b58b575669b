import type { Readable } from 'node:stream'
import { errorCodes } from 'fastify'

/** Initial buffer for a body without a length, in bytes. */
const FIRST_BYTES = 4_096

export interface BodyOptions {
  /** Announced length in bytes; absent or not a number without one. */
  length?: number | undefined
  /** Maximum bytes. */
  limit: number
  /** Called with the bytes before they are stored. @throws to reject them */
  onBytes?(count: number): void
}

/**
 * Reads a body into one buffer: stored one by one, small chunks take hundreds of times their bytes.
 * @throws FST_ERR_CTP_BODY_TOO_LARGE (413), FST_ERR_CTP_INVALID_CONTENT_LENGTH (400), and an error with status 400 when
 * the connection broke.
 */
export function readBody(stream: Readable, { length = Number.NaN, limit, onBytes }: BodyOptions): Promise<Buffer> {
  const isTold = !Number.isNaN(length)
  if (isTold && length > limit) return Promise.reject(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  let body = Buffer.allocUnsafeSlow(isTold ? length : Math.min(FIRST_BYTES, limit))
  let filled = 0

  const onData = (chunk: Buffer) => {
    try {
      const needed = filled + chunk.length
      if (needed > limit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE()
      onBytes?.(chunk.length)
      if (needed > body.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(needed, 2 * body.length)))
        body.copy(larger, 0, 0, filled)
        body = larger
      }
      filled += chunk.copy(body, filled)
    } catch (error) {
      onEnd(error)
    }
  }
  const onEnd = (error?: unknown) => {
    stream.off('data', onData).off('end', onEnd).off('error', onBroken)
    if (error !== undefined) reject(error)
    else if (isTold && filled !== length) reject(new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH())
    else resolve(body.subarray(0, filled))
  }
  const onBroken = (cause: Error) =>
    onEnd(
      Object.assign(new Error('The connection closed before the body was complete.', { cause }), { statusCode: 400 }),
    )
  stream.on('data', onData).on('end', onEnd).on('error', onBroken)
  return promise
}
