import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { Engine } from '../execution/engine.ts'
import type { FetchInstruction, SubscriptionPlan } from '../execution/instructions.ts'
import { clone, get, type JsonObject } from '../execution/json.ts'
import { unexpectedFailure } from '../execution/presentFault.ts'
import type { ReadyOperation } from '../execution/readyOperation.ts'
import { runEvent, textOf, type WrittenResult } from '../execution/runOperation.ts'
import type { AnswerBytes, HeldAnswer } from '../protection/answerBytes.ts'
import type { Caller } from '../protection/caller.ts'
import { sourceOf } from '../protection/callerKey.ts'
import type { UpstreamRequest } from '../transport/webSocketTransport.ts'
import type { StreamItem } from './resultStream.ts'
import type { Claim } from './sharedResults.ts'
import type { Delivery } from './upstream.ts'

/** A subscription that may be run. */
export interface PlannedSubscription {
  engine: Engine
  ready: ReadyOperation
  plan: SubscriptionPlan
  /** The same for all that make the same result of the same event. */
  resultKey: string
}

/** What one client's subscription asks of the subgraph and makes of its events. */
export class EventRuns {
  readonly #subscription: PlannedSubscription
  readonly #answers: AnswerBytes
  readonly #source: CallSource
  #caller: Caller

  /** @param answers bounds what results take. */
  constructor(subscription: PlannedSubscription, caller: Caller, answers: AnswerBytes) {
    this.#subscription = subscription
    this.#answers = answers
    this.#source = sourceOf(caller)
    this.#caller = caller
  }

  /** Goes on with a newer token. */
  renew(authorization: string | undefined): void {
    this.#caller = { ...this.#caller, authorization }
  }

  upstreamRequest(): UpstreamRequest {
    const { engine, plan, ready } = this.#subscription
    const { service, operation, operationName } = plan.primary
    const { authorization, traceparent, address } = this.#caller
    const extensions: Record<string, string> = { traceparent, clientAddress: address }
    if (authorization !== undefined) extensions.authorization = authorization
    const variables = variablesOf(plan.primary, ready)
    return { service, url: engine.urls.get(service) ?? '', operation, operationName, variables, extensions }
  }

  /** Claims the result of an event; the first subscriber that takes it makes it for all. */
  claim(delivery: Delivery): Claim<StreamItem> {
    return delivery.results.claim(this.#subscription.resultKey, {
      bytes: countedBytes(delivery),
      hold: () => this.#answers.hold(this.#source),
      make: held => this.#item(delivery, held),
      isSmall: item => item.kind === 'result' && item.json.length <= KEPT_TIMES * delivery.bytes,
    })
  }

  async #item(delivery: Delivery, held: HeldAnswer): Promise<StreamItem> {
    const result = await this.#make(delivery, held)
    const { data, errors } = result
    const hasData = data !== undefined && data !== 'null'
    const summary = { errors, hasData, isRefusal: delivery.event.isRefusal === true }
    const text = textOf(result)
    return { kind: 'result', json: text.length > LONG ? Buffer.from(text) : text, summary }
  }

  async #make(delivery: Delivery, answer: HeldAnswer): Promise<WrittenResult> {
    const { event, signal } = delivery
    const { engine, plan, ready } = this.#subscription
    const { authorization } = this.#caller
    const headers = authorization === undefined ? ready.request.headers : { ...ready.request.headers, authorization }
    const request = { ...ready.request, headers, signal, answer }
    const own = { ...event, data: clone(event.data) }
    try {
      const result = await runEvent(engine, { ...ready, request }, plan, { event: own, bytes: countedBytes(delivery) })
      return event.isRefusal ? { errors: result.errors } : result
    } catch (error) {
      return {
        data: 'null',
        errors: unexpectedFailure(error, { log: engine.log, traceId: this.#caller.traceId }).errors,
      }
    }
  }
}

/** Bytes of an event from which on the result that it makes is counted, and characters from which on one is shared. */
const LONG = 16_384

/** A result that is kept for those who want it later is at most so many times as long as its event, which waits too. */
const KEPT_TIMES = 2

const countedBytes = ({ bytes }: Delivery): number => (bytes > LONG ? bytes : 0)

function variablesOf(primary: FetchInstruction, { variables: given }: ReadyOperation): JsonObject {
  const variables: JsonObject = {}
  for (const name of primary.variables) variables[name] = get(given, name)
  return variables
}
