import type { FastifyInstance } from 'fastify'
import type { CpuBudget } from '../protection/cpuBudget.ts'

/** Characters of an answer from which on the time that its encoding takes is counted. */
const LONG = 65_536

/** Makes bytes of long answers once, at the cost of their callers: left to the socket, it takes twice as long, unseen. */
export function encodeLongAnswers(scope: FastifyInstance, cpuBudget: CpuBudget): void {
  scope.addHook('onSend', (request, _, payload, done) => {
    if (typeof payload !== 'string' || payload.length < LONG || !request.caller) done(null, payload)
    else
      done(
        null,
        cpuBudget.meter(request.caller).run(() => Buffer.from(payload)),
      )
  })
}
