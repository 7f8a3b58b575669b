import { hash } from 'node:crypto'
import type { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { graphqlError, rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { ExecutionResult } from 'graphql'
import { presentIssue } from '../execution/presentIssue.ts'
import { presentedError } from '../graphql/presentedError.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import type { Engine } from '../pipeline/engine.ts'
import { executableOperation, isReady, type OperationRequest } from '../pipeline/executableOperation.ts'
import { Observation } from '../pipeline/observation.ts'
import type { PlannedOperation } from '../planning/operationPlans.ts'
import type { Caller } from '../protection/caller.ts'
import { callerKey } from '../protection/callerKey.ts'
import type { CallerSession } from './callerSession.ts'
import type { QueueLimits } from './eventQueue.ts'
import { EventRuns, type EventRunsOptions } from './eventRuns.ts'
import type { ResultStream } from './resultStream.ts'
import type { SharedUpstreams } from './sharedUpstreams.ts'
import { Subscriber } from './subscriber.ts'
import type { WaitingBytes } from './waitingBytes.ts'

export interface SubscriptionsOptions extends EventRunsOptions {
  upstreams: SharedUpstreams
  /** Queue limits of one subscriber. */
  waiting: QueueLimits
  /** Limits of the queued bytes of each caller and in all. */
  waitingBytes: WaitingBytes
  /** Limits the subscriptions of each caller. */
  concurrency: ConcurrencyLimit
}

/** Subscriptions of all clients of this gateway, over any protocol. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions
  readonly #active = new Set<Subscriber>()
  readonly #planned = new WeakMap<PlannedOperation, number>()
  #plannedSoFar = 0

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  /** Open subscriptions. */
  get size(): number {
    return this.#active.size
  }

  /**
   * @param request its signal ends the subscription.
   * @param session renews the caller's token, where the protocol supports it.
   * @returns the stream, or the result of a rejected subscription.
   */
  start(
    engine: Engine,
    request: OperationRequest,
    caller: Caller,
    session?: CallerSession,
  ): ResultStream | ExecutionResult {
    const { variables: given, signal, ...kept } = request
    const observation = new Observation(engine.observer, { ...kept, signal })
    const reject = (result: ExecutionResult): ExecutionResult => {
      observation.ended(result)
      return result
    }
    const meter = engine.cpuBudget?.meter(caller) ?? unmetered
    const asked = meter.run(() => executableOperation(engine, { ...kept, variables: given }))
    if (!isReady(asked)) return reject(asked)
    const ready = { ...asked, request: kept }
    const variables = JSON.stringify(ready.variables)
    if (variables.length > MAX_KEPT_TEXT) return reject({ errors: [tooLarge()] })
    const { plan } = ready.planned
    if (plan?.kind !== 'subscription') return reject({ errors: [emptySubscription()] })
    const release = this.#options.concurrency.acquire(callerKey(caller))
    if (!release) return reject({ errors: [tooManySubscriptions()] })

    observation.streams(ready)
    const leave = () => subscriber.leave()
    const shared = this.#options.waitingBytes.open(callerKey(caller))
    const subscriber = new Subscriber(this.#options.waiting, {
      isSlow: plan.rest !== undefined,
      shared,
      turn: () => events.turn(),
      rejection: () => (engine.cpuBudget?.isOverspent(caller) ? engine.cpuBudget.rejectionOf(caller) : undefined),
      onResult: summary => observation.event(summary),
      onEnd: error => {
        this.#active.delete(subscriber)
        signal?.removeEventListener('abort', leave)
        stopListening()
        membership.leave()
        release()
        shared.close()
        observation.streamEnded(error)
      },
    })
    const resultKey = this.#resultKey(ready.planned, variables)
    const events = new EventRuns({ engine, ready, plan, resultKey }, caller, this.#options)
    const { clientHeaders } = caller
    const about = { source: events.source, keyFields: engine.supergraph.keyFields, clientHeaders }
    const membership = this.#options.upstreams.join(events.upstreamRequest(), about, {
      next: delivery =>
        subscriber.push(
          { claim: () => events.claim(delivery) },
          { of: delivery.identity?.of, bytes: delivery.bytes, body: delivery },
        ),
      failed: cause => {
        const issue = { kind: 'failed', service: plan.primary.service, cause } as const
        subscriber.completeWith(presentIssue(issue, { ...engine, traceId: caller.traceId }))
      },
      completed: () => subscriber.complete(),
    })
    const stopListening =
      session?.onRenewed(({ authorization }) => {
        events.renew(authorization)
        membership.moveTo(events.upstreamRequest())
      }) ?? (() => {})
    this.#active.add(subscriber)
    signal?.addEventListener('abort', leave)
    return subscriber
  }

  /** Ends all subscriptions after a change of the schema that they were planned for. Clients subscribe again. */
  endForNewSchema(): void {
    for (const subscriber of this.#active) subscriber.fail(schemaReplaced())
  }

  /** A key that is equal for equal results of the same upstream event. */
  #resultKey(planned: PlannedOperation, variables: string): string {
    let number = this.#planned.get(planned)
    if (number === undefined) {
      this.#plannedSoFar += 1
      number = this.#plannedSoFar
      this.#planned.set(planned, number)
    }
    return `${number} ${hash('sha256', variables)}`
  }
}

/** Maximum characters kept in memory for a subscription. */
export const MAX_KEPT_TEXT = 32_768

/** The error of a subscription with too long a document or variables. */
export const tooLarge = () =>
  graphqlError(
    'BAD_USER_INPUT',
    `The subscription is too long: with its variables it may have ${MAX_KEPT_TEXT} characters, as they are kept while it goes on.`,
  )

/** The error that tells clients to subscribe again, to the current schema. */
export const schemaReplaced = () =>
  presentedError('SUBSCRIPTION_SCHEMA_RELOAD', 'The schema was replaced. Subscribe again.')

/** Seconds until a retry after too many subscriptions; an estimate, as none of them has a known end. */
const RETRY_AFTER_S = 5

const tooManySubscriptions = () => rateLimited(RETRY_AFTER_S, 'You have too many subscriptions open. End some.')

const emptySubscription = () => graphqlError('BAD_REQUEST', 'The subscription selects nothing.')
