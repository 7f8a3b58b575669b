import { type ExecutionResult, GraphQLError } from 'graphql'
import type { FetchInstruction, SubscriptionPlan } from '../execution/instructions.ts'
import { clone, get, type JsonObject } from '../execution/json.ts'
import { PresentedError, presentFault, unexpectedFailure } from '../execution/presentFault.ts'
import {
  type Engine,
  isReady,
  type OperationRequest,
  type ReadyOperation,
  readyOperation,
  runEvent,
} from '../execution/runOperation.ts'
import type { Caller } from '../protection/caller.ts'
import type { UpstreamRequest } from '../transport/webSocketTransport.ts'
import { EventQueue } from './eventQueue.ts'
import type { SharedUpstreams } from './sharedUpstreams.ts'

export interface SubscriptionsOptions {
  upstreams: SharedUpstreams
  /** Events that may wait for a subscriber before it counts as behind. */
  backlog: number
}

/** A subscription's results as they come; `return` ends it. */
export type ResultStream = AsyncIterableIterator<ExecutionResult, undefined>

/** The subscriptions of all clients of this gateway. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions
  readonly #active = new Set<Subscriber>()

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  /** Subscriptions that are open now. */
  get size(): number {
    return this.#active.size
  }

  /** @returns the stream, or the result that says why there is none. */
  start(engine: Engine, request: OperationRequest, caller: Caller): ResultStream | ExecutionResult {
    const client = new AbortController()
    const ready = readyOperation(engine, { ...request, signal: client.signal })
    if (!isReady(ready)) return ready
    const { plan } = ready.planned
    if (plan?.kind !== 'subscription') return { errors: [emptySubscription()] }
    const queue = new EventQueue<QueuedEvent>(this.#options.backlog)
    const subscriber = new Subscriber(queue, client, () => this.#active.delete(subscriber))
    this.#active.add(subscriber)
    subscriber.leave = this.#join(engine, ready, plan, caller, queue)
    return subscriber
  }

  /** Ends all subscriptions as the schema that they were planned for is served no more. Clients subscribe again. */
  endForNewSchema(): void {
    const extensions = { code: 'SUBSCRIPTION_SCHEMA_RELOAD' }
    const error = new PresentedError('The schema was replaced. Subscribe again.', { extensions })
    for (const subscriber of this.#active) subscriber.endWith({ errors: [error] })
  }

  #join(
    engine: Engine,
    ready: ReadyOperation,
    plan: SubscriptionPlan,
    caller: Caller,
    queue: EventQueue<QueuedEvent>,
  ): () => void {
    const { service } = plan.primary
    const request = upstreamRequest(plan.primary, ready.variables, engine.urls.get(service) ?? '', caller)
    return this.#options.upstreams.join(request, engine.supergraph.keyFields, {
      next: (event, { of }) => {
        const { traceId } = caller
        const run = () =>
          runEvent(engine, ready, plan, { ...event, data: clone(event.data) }).catch(error =>
            unexpectedFailure(error, { ...engine, traceId }),
          )
        queue.push(run, of)
      },
      failed: cause => {
        const fault = { kind: 'failed', service, cause } as const
        const error = presentFault(fault, { ...engine, traceId: caller.traceId })
        queue.push(async () => ({ errors: [error] }), LAST)
        queue.end()
      },
      completed: () => queue.end(),
    })
  }
}

/** Makes the result when the subscriber is there to take it, so that a slow one costs no fetches it never sees. */
type QueuedEvent = () => Promise<ExecutionResult>

/** Names what is about the subscription itself. */
const LAST = 'subscription'

class Subscriber implements ResultStream {
  readonly #queue: EventQueue<QueuedEvent>
  readonly #client: AbortController
  readonly #onEnd: () => void
  /** Leaves the upstream. */
  leave = () => {}

  constructor(queue: EventQueue<QueuedEvent>, client: AbortController, onEnd: () => void) {
    this.#queue = queue
    this.#client = client
    this.#onEnd = onEnd
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const event = await this.#queue.next()
    if (event) return { done: false, value: await event() }
    this.#finish()
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#queue.drop()
    this.#client.abort()
    this.#finish()
    return { done: true, value: undefined }
  }

  endWith(result: ExecutionResult): void {
    this.#queue.push(async () => result, LAST)
    this.#queue.end()
    this.#finish()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #finish(): void {
    this.leave()
    this.#onEnd()
  }
}

function upstreamRequest(primary: FetchInstruction, given: JsonObject, url: string, caller: Caller): UpstreamRequest {
  const variables: JsonObject = {}
  for (const name of primary.variables) variables[name] = get(given, name)
  const { service, operation, operationName } = primary
  const extensions: Record<string, string> = { traceparent: caller.traceparent, clientAddress: caller.address }
  if (caller.authorization !== undefined) extensions.authorization = caller.authorization
  return { service, url, operation, operationName, variables, extensions }
}

const emptySubscription = () =>
  new GraphQLError('The subscription selects nothing.', { extensions: { code: 'BAD_REQUEST' } })
