import { type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql'
import type { Errors, OperationObserver, Outcome } from '../observability/operationObserver.ts'
import { TooExpensiveError } from '../protection/cost/demandControl.ts'
import type { ExecutableOperation, OperationRequest } from './executableOperation.ts'
import type { WrittenResult } from './writtenResult.ts'

/** Summary of one result of a subscription. */
export interface ResultSummary {
  errors?: Errors
  hasData: boolean
  /** Whether the subgraph rejected the subscription, or ended it with errors. */
  isRejection: boolean
}

/** Records one operation while it is executed. */
export class Observation {
  readonly #observer: OperationObserver | undefined
  readonly #request: OperationRequest
  readonly #startedAt = performance.now()
  #ready: ExecutableOperation | undefined
  /** Totals of a subscription's events so far. */
  #stream: { events: number; codes: Set<string>; hasData: boolean; isRejected: boolean } | undefined

  constructor(observer: OperationObserver | undefined, request: OperationRequest) {
    this.#observer = observer
    this.#request = request
  }

  /** The operation is executed. */
  begins(ready: ExecutableOperation): void {
    this.#ready = ready
  }

  /** The subscription has started. */
  streams(ready: ExecutableOperation): void {
    this.#ready = ready
    this.#stream = { events: 0, codes: new Set(), hasData: false, isRejected: false }
  }

  /** An event is sent to the client. */
  event({ errors, hasData, isRejection }: ResultSummary): void {
    const stream = this.#stream
    if (!stream || !this.#ready || !this.#observer) return
    stream.events += 1
    stream.hasData ||= hasData
    stream.isRejected = isRejection
    const codes = this.#observer.eventSent(this.#ready.prepared.operation, errors)
    for (const code of codes) stream.codes.add(code)
  }

  /** @param result absent after an unexpected error. */
  ended(result: WrittenResult | ExecutionResult | undefined): void {
    const outcome = outcomeOf(this.#request, this.#ready, result)
    // A client that disconnected got no errors; most of them are its aborted fetches.
    this.#end(outcome === 'aborted' ? undefined : result?.errors, outcome)
  }

  /**
   * The subscription has ended.
   * @param error the reason that it ended early.
   */
  streamEnded(error: GraphQLError | undefined): void {
    this.#end(error && [error], error ? 'failed' : this.#outcomeOfStream())
  }

  #outcomeOfStream(): Outcome {
    const { codes, hasData, isRejected } = this.#stream ?? { codes: new Set(), hasData: false, isRejected: false }
    if (isRejected) return 'failed'
    if (codes.size === 0) return 'ok'
    return hasData ? 'partial' : 'failed'
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
      cost: this.#ready?.cost ?? errors?.find(error => error instanceof TooExpensiveError)?.estimated,
      codes: this.#stream && [...this.#stream.codes],
      events: this.#stream?.events,
      traceId,
      userId: caller?.verified?.viewer.id,
    })
  }
}

function outcomeOf(
  { signal }: OperationRequest,
  ready: ExecutableOperation | undefined,
  result: WrittenResult | ExecutionResult | undefined,
): Outcome {
  if (signal?.aborted) return 'aborted'
  if (!result) return 'failed'
  if (!result.errors) return 'ok'
  if (!ready) return 'rejected'
  return result.data === undefined || result.data === null || result.data === 'null' ? 'failed' : 'partial'
}
