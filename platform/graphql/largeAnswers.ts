import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { isJsonWithin, jsonPieces } from '../json/jsonPieces.ts'

/** Characters of an answer, about, from which on its text is made only as it is taken. */
const LARGE_LENGTH = 262_144

/**
 * What becomes of results that are large: whoever asked for them may take them slowly, and the text of many of them at
 * once would fill the memory. Apollo Server knows results as one string alone, so it is given a ticket in its place.
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

  /** The text itself, or, for a ticket, the text that it stands for, as it is taken. */
  payload(text: string): string | Readable {
    const result = this.#results.get(text)
    if (!result) return text
    this.#results.delete(text)
    return Readable.from(inTurns(jsonPieces(result)), { objectMode: false })
  }
}

/** Gives others their turn of the event loop after each piece: the system may take many of them at once. */
async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string, void, undefined> {
  for (const piece of pieces) {
    yield piece
    await setImmediate()
  }
}
