import { SharedReply } from './sharedReply.ts'
import {
  type AbortNotice,
  type Send,
  SubgraphFetchError,
  type SubgraphReply,
  type SubgraphRequest,
} from './subgraphTransport.ts'

/** Headers that may differ between equal requests: they identify the origin of a request, not its caller. */
const UNSHARED_HEADERS = new Set(['traceparent', 'tracestate', 'x-forwarded-for'])

/**
 * Deduplicates concurrent equal queries of one caller at one address, and gives each its own copy of the response. Only
 * they wait for room together.
 *
 * A request after a change must see it, so none joins a query that was sent before the response of the last mutation,
 * or before `forget` was called.
 */
export class SharedQueries {
  readonly #send: Send
  /** Queries to join, by source and body: one concatenated key would copy the body each time. */
  readonly #joinable = new Map<string, Map<string, SharedQuery>>()

  constructor(send: Send) {
    this.#send = send
  }

  /** @throws SubgraphFetchError when there is no usable response. */
  send(request: SubgraphRequest): Promise<SubgraphReply> {
    if (request.operationKind === 'mutation') return this.#send(request).finally(() => this.forget())
    if (request.operationKind !== 'query') return this.#send(request)
    const source = keyOf(request)
    const known = this.#joinable.get(source)?.get(request.body)
    if (known?.isOpenTo(request)) return known.join(request)
    const query = new SharedQuery(this.#send, request, () => this.#close(source, query))
    this.#offer(source, query)
    const answer = query.join(request)
    query.start()
    return answer
  }

  /** Lets no request join a query in flight. */
  forget(): void {
    this.#joinable.clear()
  }

  #offer(source: string, query: SharedQuery): void {
    const ofSource = this.#joinable.get(source)
    if (ofSource) ofSource.set(query.request.body, query)
    else this.#joinable.set(source, new Map([[query.request.body, query]]))
  }

  #close(source: string, query: SharedQuery): void {
    const ofSource = this.#joinable.get(source)
    const { body } = query.request
    if (ofSource?.get(body) !== query) return
    ofSource.delete(body)
    if (ofSource.size === 0) this.#joinable.delete(source)
  }
}

/** Source of the response's room; requests without a source are keyed by authorization. */
const keyOf = ({ source, headers }: SubgraphRequest): string =>
  source ? `${source.caller} ${source.address}` : (headers.authorization ?? '')

function hasSameResponse(one: SubgraphRequest, other: SubgraphRequest): boolean {
  if (one.url !== other.url) return false
  const names = sharedNames(one)
  return names.length === sharedNames(other).length && names.every(name => one.headers[name] === other.headers[name])
}

const sharedNames = ({ headers }: SubgraphRequest) => Object.keys(headers).filter(name => !UNSHARED_HEADERS.has(name))

interface Taker {
  request: SubgraphRequest
  resolve: (reply: SubgraphReply) => void
  reject: (error: unknown) => void
  onAbort: () => void
}

/** A query in flight, and its abort signal when all its takers are gone. */
class SharedQuery implements AbortNotice {
  readonly #send: Send
  readonly request: SubgraphRequest
  readonly #onEnd: () => void
  readonly #takers: Taker[] = []
  readonly #listeners: (() => void)[] = []
  aborted = false

  constructor(send: Send, request: SubgraphRequest, onEnd: () => void) {
    this.#send = send
    this.request = request
    this.#onEnd = onEnd
  }

  /** A request with an earlier deadline would need a timer of its own. */
  isOpenTo(request: SubgraphRequest): boolean {
    const { deadline = Infinity } = request
    return deadline >= (this.request.deadline ?? Infinity) && hasSameResponse(request, this.request)
  }

  join(request: SubgraphRequest): Promise<SubgraphReply> {
    return new Promise((resolve, reject) => {
      const taker: Taker = { request, resolve, reject, onAbort: () => this.#leave(taker) }
      this.#takers.push(taker)
      request.signal?.addEventListener('abort', taker.onAbort)
    })
  }

  start(): void {
    this.#send({ ...this.request, signal: this }).then(
      reply => this.#answer(reply),
      error => this.#fail(error),
    )
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.splice(this.#listeners.indexOf(listener), 1)
  }

  #answer(reply: SubgraphReply): void {
    this.#end()
    const shared = new SharedReply(reply, this.#takers.length)
    for (const { request, resolve, reject } of this.#takers) {
      const room = this.#roomFor(request, reply)
      if (room) shared.takeIn(room, request).then(resolve, reject)
      else resolve(shared.take())
    }
  }

  /** The response was counted for the first request; the others acquire room of their own. */
  #roomFor({ answer }: SubgraphRequest, { long }: SubgraphReply): Promise<void> | undefined {
    return long && answer !== this.request.answer ? answer?.grow(long.bytes) : undefined
  }

  #fail(error: unknown): void {
    this.#end()
    const isOutOfTime = error instanceof SubgraphFetchError && error.reason === 'deadline'
    for (const { request, resolve, reject } of this.#takers) {
      // Only the deadline of the first request has passed.
      if (isOutOfTime && request !== this.request) this.#send(request).then(resolve, reject)
      else reject(error)
    }
  }

  #end(): void {
    this.#onEnd()
    for (const { request, onAbort } of this.#takers) request.signal?.removeEventListener('abort', onAbort)
  }

  #leave(taker: Taker): void {
    this.#takers.splice(this.#takers.indexOf(taker), 1)
    taker.reject(new SubgraphFetchError(this.request.service, 'aborted', { message: 'the client disconnected' }))
    if (this.#takers.length > 0) return
    this.#onEnd()
    this.aborted = true
    for (const listener of [...this.#listeners]) listener()
  }
}
