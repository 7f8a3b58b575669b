import { clone } from '../execution/json.ts'
import { type Send, SubgraphFailure, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/** Headers that may differ between requests that are answered alike: they tell where a request comes from, not whose. */
const UNSHARED_HEADERS = new Set(['traceparent', 'x-forwarded-for'])

/**
 * Sends a query once that is asked several times at the same time for the same caller, and gives each its own copy of
 * the answer.
 *
 * Whoever asks after a change was made expects to see it, so nobody joins a query that was sent before the last
 * mutation was answered, or before `forget` was called.
 */
export class SharedQueries {
  readonly #send: Send
  /** What may still be joined. */
  readonly #joinable = new Map<string, SharedQuery>()

  constructor(send: Send) {
    this.#send = send
  }

  /** @throws SubgraphFailure when there is no usable answer. */
  send(request: SubgraphRequest): Promise<SubgraphReply> {
    if (request.operationKind === 'mutation') return this.#send(request).finally(() => this.forget())
    if (request.operationKind !== 'query') return this.#send(request)
    const key = keyOf(request)
    const known = this.#joinable.get(key)
    if (known?.isOpenTo(request)) return known.join(request)
    const query = new SharedQuery(this.#send, request, () => {
      if (this.#joinable.get(key) === query) this.#joinable.delete(key)
    })
    this.#joinable.set(key, query)
    const answer = query.join(request)
    query.start()
    return answer
  }

  /** From now on nobody joins what is under way. */
  forget(): void {
    this.#joinable.clear()
  }
}

function keyOf({ url, headers, body }: SubgraphRequest): string {
  let key = url
  for (const name in headers) if (!UNSHARED_HEADERS.has(name)) key += `\n${name}:${headers[name]}`
  return `${key}\n\n${body}`
}

interface Taker {
  request: SubgraphRequest
  resolve: (reply: SubgraphReply) => void
  reject: (error: unknown) => void
  onAbort: () => void
}

class SharedQuery {
  readonly #send: Send
  readonly #request: SubgraphRequest
  readonly #onEnd: () => void
  readonly #everybodyLeft = new AbortController()
  readonly #takers = new Set<Taker>()

  constructor(send: Send, request: SubgraphRequest, onEnd: () => void) {
    this.#send = send
    this.#request = request
    this.#onEnd = onEnd
  }

  /** One that must be over earlier would have to be given up by a timer of its own. */
  isOpenTo({ deadline = Infinity }: SubgraphRequest): boolean {
    return deadline >= (this.#request.deadline ?? Infinity)
  }

  join(request: SubgraphRequest): Promise<SubgraphReply> {
    return new Promise((resolve, reject) => {
      const taker: Taker = { request, resolve, reject, onAbort: () => this.#leave(taker) }
      this.#takers.add(taker)
      request.signal?.addEventListener('abort', taker.onAbort, { once: true })
    })
  }

  start(): void {
    this.#send({ ...this.#request, signal: this.#everybodyLeft.signal }).then(
      reply => this.#answer(reply),
      error => this.#fail(error),
    )
  }

  #answer(reply: SubgraphReply): void {
    this.#end()
    let isTaken = false
    for (const { resolve } of this.#takers) {
      // Whoever takes an answer changes it, and does so only after all have theirs.
      resolve(isTaken ? { ...reply, data: clone(reply.data) } : reply)
      isTaken = true
    }
  }

  #fail(error: unknown): void {
    this.#end()
    const isOutOfTime = error instanceof SubgraphFailure && error.reason === 'deadline'
    for (const { request, resolve, reject } of this.#takers) {
      // It was the first one's time that ran out.
      if (isOutOfTime && request !== this.#request) this.#send(request).then(resolve, reject)
      else reject(error)
    }
  }

  #end(): void {
    this.#onEnd()
    for (const { request, onAbort } of this.#takers) request.signal?.removeEventListener('abort', onAbort)
  }

  #leave(taker: Taker): void {
    this.#takers.delete(taker)
    taker.reject(new SubgraphFailure(this.#request.service, 'aborted', { message: 'the client went away' }))
    if (this.#takers.size > 0) return
    this.#onEnd()
    this.#everybodyLeft.abort()
  }
}
