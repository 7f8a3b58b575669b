import type { FastifyInstance, FastifyReply } from 'fastify'
import { unmetered } from '../observability/cpuMeter.ts'
import type { Caller } from '../protection/caller.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'

/** Characters from which on a response is long: encoding it takes noticeable time and memory. */
export const LONG_ANSWER = 65_536

/** Encodes a long response. */
export type Encode = (reply: FastifyReply, caller: Caller | undefined, parts: readonly string[]) => Buffer

/**
 * Encodes long responses once, on the CPU budget of their callers: left to the socket, it takes twice as long,
 * unmetered. Parts are not joined before, which would copy them. The memory is released as soon as a response is sent:
 * the garbage collector sees only small objects and would keep a hundred megabytes of it.
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

/** Encodes long responses of other handlers. */
export function encodeLongAnswers(scope: FastifyInstance, encodeLong: Encode): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    const isLong = typeof payload === 'string' && payload.length >= LONG_ANSWER
    done(null, isLong ? encodeLong(reply, request.caller, [payload]) : payload)
  })
}
