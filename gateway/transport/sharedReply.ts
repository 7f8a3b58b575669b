import { clone } from '../graphql/json.ts'
import { SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/**
 * A reply shared by several takers, which modify it: each gets a copy, made when there is room for it, and the last one
 * the reply itself.
 */
export class SharedReply {
  readonly #reply: SubgraphReply
  /** Takers left. */
  #left: number

  constructor(reply: SubgraphReply, takers: number) {
    this.#reply = reply
    this.#left = takers
  }

  take(): SubgraphReply {
    this.#left -= 1
    if (this.#left === 0) return this.#reply
    const copy = { ...this.#reply, data: clone(this.#reply.data) }
    // The time of reading is counted once.
    if (this.#reply.long) this.#reply.long = { ...this.#reply.long, readMs: 0 }
    return copy
  }

  /** @throws SubgraphFetchError when it is aborted, or its deadline passes, before there is room. */
  async takeIn(room: Promise<void>, request: SubgraphRequest): Promise<SubgraphReply> {
    const { service, signal, answer } = request
    const bytes = this.#reply.long?.bytes ?? 0
    const isInTime = await arrives(room, request.deadline)
    if (isInTime && !signal?.aborted) return this.take()
    this.#left -= 1
    if (isInTime) throw new SubgraphFetchError(service, 'aborted', { message: 'the client disconnected' })
    void room.then(() => answer?.shrink(bytes))
    throw new SubgraphFetchError(service, 'deadline', { message: 'no room for the response before the deadline' })
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
