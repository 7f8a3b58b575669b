import { type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql'
import type { OperationRequest, ReadyOperation } from '../execution/readyOperation.ts'
import type { WrittenResult } from '../execution/runOperation.ts'
import type { OperationObserver, Outcome } from './operationObserver.ts'

/** One operation while it is under way. */
export class Observation {
  readonly #observer: OperationObserver | undefined
  readonly #request: OperationRequest
  readonly #startedAt = performance.now()
  #ready: ReadyOperation | undefined
  #events: number | undefined

  constructor(observer: OperationObserver | undefined, request: OperationRequest) {
    this.#observer = observer
    this.#request = request
  }

  /** It may run. */
  begins(ready: ReadyOperation): void {
    this.#ready = ready
  }

  /** It is a subscription that has begun. */
  streams(ready: ReadyOperation): void {
    this.#ready = ready
    this.#events = 0
  }

  /** A result of the subscription was taken. */
  event(): void {
    this.#events = (this.#events ?? 0) + 1
  }

  /** @param result absent when there is none, as something unexpected was thrown. */
  ended(result: WrittenResult | ExecutionResult | undefined): void {
    this.#end(result?.errors, outcomeOf(this.#request, this.#ready, result))
  }

  /** The subscription is over. @param error why it could not go on. */
  streamEnded(error: GraphQLError | undefined): void {
    this.#end(error && [error], error ? 'failed' : 'ok')
  }

  #end(errors: readonly GraphQLError[] | undefined, outcome: Outcome): void {
    if (!this.#observer) return
    const { document, operationName, transport = 'http', traceId, caller } = this.#request
    this.#observer.ended({
      operation: this.#ready?.prepared.operation ?? getOperationAST(document, operationName) ?? undefined,
      transport,
      outcome,
      errors,
      startedAt: this.#startedAt,
      cost: this.#ready?.cost,
      events: this.#events,
      traceId,
      userId: caller?.verified?.viewer.id,
    })
  }
}

function outcomeOf(
  { signal }: OperationRequest,
  ready: ReadyOperation | undefined,
  result: WrittenResult | ExecutionResult | undefined,
): Outcome {
  if (result && !result.errors) return 'ok'
  if (signal?.aborted) return 'aborted'
  if (!result) return 'failed'
  if (!ready) return 'refused'
  return result.data === undefined || result.data === null || result.data === 'null' ? 'failed' : 'partial'
}
