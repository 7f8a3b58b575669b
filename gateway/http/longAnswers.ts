import type { FastifyInstance, FastifyReply } from 'fastify'
import { unmetered } from '../observability/cpuMeter.ts'
import type { Caller } from '../protection/caller.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'

/** Characters from which on an answer is long: making bytes of it takes time that counts, and much memory. */
export const LONG_ANSWER = 65_536

/** Makes the bytes of a long answer, to be sent with a reply. */
export type Encode = (reply: FastifyReply, caller: Caller | undefined, parts: readonly string[]) => Buffer

/**
 * Makes bytes of long answers once, at the cost of their callers: left to the socket, it takes twice as long, unseen.
 * Parts are not joined before, which would copy them. The memory is given back as soon as an answer is sent: a garbage
 * collector that sees only small objects leaves a hundred megabytes of it.
 */
export const longAnswers =
  (cpuBudget: CpuBudget | undefined): Encode =>
  (reply, caller, parts) => {
    const meter = (caller && cpuBudget?.meter(caller)) ?? unmetered
    const bytes = meter.run(() => encode(parts))
    reply.raw.once('finish', () => bytes.buffer.transfer(0))
    return bytes
  }

function encode(parts: readonly string[]): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0))
  let filled = 0
  for (const part of parts) filled += bytes.write(part, filled)
  return bytes
}

/** Encodes what was made by others. */
export function encodeLongAnswers(scope: FastifyInstance, encodeLong: Encode): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    const isLong = typeof payload === 'string' && payload.length >= LONG_ANSWER
    done(null, isLong ? encodeLong(reply, request.caller, [payload]) : payload)
  })
}
