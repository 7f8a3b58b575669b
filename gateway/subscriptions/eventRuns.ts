import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { type DocumentNode, visit } from 'graphql'
import type { FetchInstruction, SubscriptionPlan } from '../execution/instructions.ts'
import { unexpectedFailure } from '../execution/presentIssue.ts'
import { clone, get, type JsonObject, put } from '../graphql/json.ts'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import type { Engine } from '../pipeline/engine.ts'
import type { ExecutableOperation } from '../pipeline/executableOperation.ts'
import { runEvent } from '../pipeline/runOperation.ts'
import { textOf, type WrittenResult } from '../pipeline/writtenResult.ts'
import type { AnswerBytes } from '../protection/answerBytes.ts'
import type { Caller } from '../protection/caller.ts'
import { sourceOf } from '../protection/callerKey.ts'
import { type HeldAnswer, UNCOUNTED_BYTES } from '../transport/heldAnswer.ts'
import type { UpstreamRequest } from '../transport/subscriptionTransport.ts'
import type { StreamItem } from './resultStream.ts'
import { type Claim, countedBytes } from './sharedResults.ts'
import type { Delivery } from './upstream.ts'

/** A planned subscription. */
export interface PlannedSubscription {
  engine: Engine
  ready: ExecutableOperation
  plan: SubscriptionPlan
  /** Equal for subscriptions with equal results of the same event. */
  resultKey: string
}

export interface EventRunsOptions {
  /** Limits the bytes of results. */
  answers: AnswerBytes
  /** Spreads the work on long results over turns of the event loop. */
  turns: LoopTurns
}

/** The subgraph request of one client's subscription, and the execution of its events. */
export class EventRuns {
  readonly #subscription: PlannedSubscription
  readonly meter: CpuMeter
  readonly #options: EventRunsOptions
  /** Caller and address of the subscriber. */
  readonly source: CallSource
  #caller: Caller
  /** Maximum known ratio of the length of a result to that of its event: aliases repeat values. */
  #times: number
  #isMeasured = false

  constructor(subscription: PlannedSubscription, caller: Caller, options: EventRunsOptions) {
    this.#subscription = subscription
    this.#options = options
    this.meter = subscription.engine.cpuBudget?.meter(caller) ?? unmetered
    this.source = sourceOf(caller)
    this.#caller = caller
    this.#times = 1 + aliasesIn(subscription.ready.request.document)
  }

  /** Continues with a newer token. */
  renew(authorization: string | undefined): void {
    this.#caller = { ...this.#caller, authorization }
  }

  /** @returns a promise of the caller's turn to produce or send a long result; `undefined` for at once. */
  turn(): Promise<void> | undefined {
    return this.#options.turns.next([this.source.address, this.source.caller])
  }

  upstreamRequest(): UpstreamRequest {
    const { engine, plan, ready } = this.#subscription
    const { service, operation, operationName } = plan.primary
    const { authorization, traceparent, address, clientHeaders } = this.#caller
    const extensions: UpstreamRequest['extensions'] = { traceparent, clientAddress: address }
    if (authorization !== undefined) extensions.authorization = authorization
    const headers = engine.clientHeaders?.forSubgraph(service, clientHeaders)
    if (headers) extensions.headers = headers
    const variables = variablesOf(plan.primary, ready)
    const url = engine.urls.get(service) ?? ''
    return { service, url, operation, operationName, variables, extensions, meter: this.meter }
  }

  /** Claims the result of an event; the first subscriber that takes it produces it for all. */
  claim(delivery: Delivery): Claim<StreamItem> {
    return delivery.results.claim(this.#subscription.resultKey, {
      bytes: this.#countedBytes(delivery),
      hold: () => this.#options.answers.hold(this.source),
      make: held => this.#item(delivery, held),
      sizeOf: item => (item.kind === 'result' ? item.json.length : 0),
    })
  }

  /** Estimated bytes of the result of an event; 0 when too few to be counted. */
  #countedBytes({ bytes }: Delivery): number {
    return countedBytes(Math.ceil(bytes * Math.max(1, this.#times)))
  }

  async #item(delivery: Delivery, held: HeldAnswer): Promise<StreamItem> {
    if (this.#countedBytes(delivery) > 0) await this.turn()
    const result = await this.#make(delivery, held)
    return this.meter.run(() => this.#written(delivery, result))
  }

  #written(delivery: Delivery, result: WrittenResult): StreamItem {
    const { data, errors } = result
    const hasData = data !== undefined && data !== 'null'
    const summary = { errors, hasData, isRejection: delivery.event.isRejection === true }
    const text = textOf(result)
    this.#times = Math.max(this.#isMeasured ? this.#times : 0, text.length / delivery.bytes)
    this.#isMeasured = true
    return { kind: 'result', json: text.length > UNCOUNTED_BYTES ? Buffer.from(text) : text, summary }
  }

  async #make(delivery: Delivery, answer: HeldAnswer): Promise<WrittenResult> {
    const { event, signal } = delivery
    const { engine, plan, ready } = this.#subscription
    const { authorization } = this.#caller
    const headers = authorization === undefined ? ready.request.headers : { ...ready.request.headers, authorization }
    const request = { ...ready.request, headers, signal, answer }
    const own = { ...event, data: clone(event.data) }
    try {
      const result = await runEvent(engine, { ...ready, request }, plan, {
        event: own,
        bytes: this.#countedBytes(delivery),
      })
      return event.isRejection ? { errors: result.errors } : result
    } catch (error) {
      return {
        data: 'null',
        errors: unexpectedFailure(error, { log: engine.log, traceId: this.#caller.traceId }).errors,
      }
    }
  }
}

/** The number of aliases, each of which may repeat a value of an event. */
function aliasesIn(document: DocumentNode): number {
  let aliases = 0
  visit(document, {
    Field({ alias }) {
      if (alias) aliases += 1
    },
  })
  return aliases
}

function variablesOf(primary: FetchInstruction, { variables: given }: ExecutableOperation): JsonObject {
  const variables: JsonObject = {}
  for (const name of primary.variables) put(variables, name, get(given, name))
  return variables
}
