import type { Engine } from '../execution/engine.ts'
import type { FetchInstruction, SubscriptionPlan } from '../execution/instructions.ts'
import { clone, get, type JsonObject } from '../execution/json.ts'
import { unexpectedFailure } from '../execution/presentFault.ts'
import type { ReadyOperation } from '../execution/readyOperation.ts'
import { runEvent, textOf, type WrittenResult } from '../execution/runOperation.ts'
import type { Caller } from '../protection/caller.ts'
import type { UpstreamRequest } from '../transport/webSocketTransport.ts'
import type { StreamItem } from './resultStream.ts'
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
  #caller: Caller

  constructor(subscription: PlannedSubscription, caller: Caller) {
    this.#subscription = subscription
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

  /** The result of an event; the first subscriber that takes it makes it for all. */
  run(delivery: Delivery): Promise<StreamItem> {
    return delivery.results.get(this.#subscription.resultKey, async () => {
      const result = await this.#make(delivery)
      const { data, errors } = result
      const hasData = data !== undefined && data !== 'null'
      const summary = { errors, hasData, isRefusal: delivery.event.isRefusal === true }
      return { kind: 'result', json: textOf(result), summary }
    })
  }

  async #make({ event, signal }: Delivery): Promise<WrittenResult> {
    const { engine, plan, ready } = this.#subscription
    const { authorization } = this.#caller
    const headers = authorization === undefined ? ready.request.headers : { ...ready.request.headers, authorization }
    const request = { ...ready.request, headers, signal }
    try {
      const result = await runEvent(engine, { ...ready, request }, plan, { ...event, data: clone(event.data) })
      return event.isRefusal ? { errors: result.errors } : result
    } catch (error) {
      return {
        data: 'null',
        errors: unexpectedFailure(error, { log: engine.log, traceId: this.#caller.traceId }).errors,
      }
    }
  }
}

function variablesOf(primary: FetchInstruction, { variables: given }: ReadyOperation): JsonObject {
  const variables: JsonObject = {}
  for (const name of primary.variables) variables[name] = get(given, name)
  return variables
}
