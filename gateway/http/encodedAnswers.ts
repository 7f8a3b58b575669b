import type { FastifyInstance } from 'fastify'
import type { CpuBudget } from '../protection/cpuBudget.ts'

/** Characters of an answer from which on the time that its encoding takes is counted. */
const LONG = 65_536

/**
 * Makes bytes of long answers once, at the cost of their callers: left to the socket, it takes twice as long, unseen. Their
 * memory is given back as soon as they are sent; a garbage collector that sees only small objects leaves a hundred
 * megabytes of them.
 */
export function encodeLongAnswers(scope: FastifyInstance, cpuBudget: CpuBudget): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || payload.length < LONG || !request.caller) {
      done(null, payload)
      return
    }
    const bytes = cpuBudget.meter(request.caller).run(() => Buffer.from(payload))
    reply.raw.once('finish', () => free(bytes))
    done(null, bytes)
  })
}

/** One so long has a piece of memory of its own. */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
