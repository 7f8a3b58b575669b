import type { SubgraphStreamFigures } from './subgraphStreamMetrics.ts'
import type { SubgraphReply } from './subgraphTransport.ts'
import { asRejection, type UpstreamSink } from './subscriptionTransport.ts'

export interface UpstreamEventsOptions {
  figures: Pick<SubgraphStreamFigures, 'event'>
  sink: Pick<UpstreamSink, 'next'>
  /** Called for each event, before the sink. */
  onEvent?: (() => void) | undefined
}

/** Passes the events of one subscription to its sink; a first one without data is a rejection. */
export class UpstreamEvents {
  readonly #options: UpstreamEventsOptions
  #hasBegun = false
  #isRejected = false

  constructor(options: UpstreamEventsOptions) {
    this.#options = options
  }

  /** How the subscription ended, when the subgraph completes it now. */
  get outcome(): 'rejected' | 'completed' {
    return this.#isRejected ? 'rejected' : 'completed'
  }

  /** @param reply `undefined` for an event that is not GraphQL. */
  next(reply: SubgraphReply | undefined): void {
    const { figures, sink, onEvent } = this.#options
    figures.event()
    onEvent?.()
    this.#isRejected = !this.#hasBegun && reply !== undefined && reply.data === undefined
    this.#hasBegun = true
    if (!reply) sink.next({ errors: [{ message: 'The event is not GraphQL.' }] })
    else sink.next(this.#isRejected ? asRejection(reply) : reply)
  }
}
