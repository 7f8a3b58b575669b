import { clone } from '../graphql/json.ts'
import { SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/**
 * A reply that several wait for. Whoever takes it changes it, so each has a copy, made when there is room for it, and the
 * last of them has the reply itself.
 */
export class SharedReply {
  readonly #reply: SubgraphReply
  /** Those that are still to have it. */
  #left: number

  constructor(reply: SubgraphReply, takers: number) {
    this.#reply = reply
    this.#left = takers
  }

  take(): SubgraphReply {
    this.#left -= 1
    if (this.#left === 0) return this.#reply
    const copy = { ...this.#reply, data: clone(this.#reply.data) }
    // Reading it is counted once.
    if (this.#reply.long) this.#reply.long = { ...this.#reply.long, readMs: 0 }
    return copy
  }

  /** @throws SubgraphFetchError when it is not wanted any more, or too late, before there is room. */
  async takeIn(room: Promise<void>, request: SubgraphRequest): Promise<SubgraphReply> {
    const { service, signal, answer } = request
    const bytes = this.#reply.long?.bytes ?? 0
    const isInTime = await arrives(room, request.deadline)
    if (isInTime && !signal?.aborted) return this.take()
    this.#left -= 1
    if (isInTime) throw new SubgraphFetchError(service, 'aborted', { message: 'the client went away' })
    void room.then(() => answer?.shrink(bytes))
    throw new SubgraphFetchError(service, 'deadline', { message: 'there was no room for the answer in time' })
  }
}

/** @returns whether there is room before the deadline. */
function arrives(room: Promise<void>, deadline = Infinity): Promise<boolean> {
  return new Promise(resolve => {
    const late = deadline === Infinity ? undefined : setTimeout(() => resolve(false), deadline - performance.now())
    void room.then(() => {
      clearTimeout(late)
      resolve(true)
    })
  })
}
