import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { isJsonWithin, jsonPieces } from '../json/jsonPieces.ts'

/** Approximate length in characters from which a result is serialized as the client reads it. */
const LARGE_LENGTH = 262_144

/**
 * Large results: a client may read them slowly, and the serialized text of many at once would fill the memory. Apollo
 * Server handles results as one string only, so it is given a ticket in its place.
 */
export class LargeAnswers {
  readonly #results = new Map<string, object>()
  #count = 0

  /** Apollo Server's `stringifyResult`: the text of a result, or a ticket, which no JSON text equals. */
  stringify(result: object): string {
    if (isJsonWithin(result, LARGE_LENGTH)) return JSON.stringify(result)
    const ticket = `large answer ${++this.#count}`
    this.#results.set(ticket, result)
    return ticket
  }

  /** The text itself, or, for a ticket, the pieces of its result, serialized on demand. */
  payload(text: string): string | Readable {
    const result = this.#results.get(text)
    if (!result) return text
    this.#results.delete(text)
    return Readable.from(inTurns(jsonPieces(result)), { objectMode: false })
  }
}

/** Yields to the event loop after each piece: the system may accept many of them at once. */
async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string, void, undefined> {
  for (const piece of pieces) {
    yield piece
    await setImmediate()
  }
}
