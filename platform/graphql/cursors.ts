import { createHash } from 'node:crypto'
import { Cursor } from '@mikro-orm/core'
import type { GraphQLError } from 'graphql'
import { badUserInput } from '../errors/graphqlErrors.ts'

/** Characters of a list's tag in its cursors. */
const TAG_LENGTH = 10

/**
 * Cursors of one list in one order. Each holds a tag of them beside the sort key of its row, as the same key would mean
 * another place, or none, elsewhere.
 */
export class Cursors {
  readonly #tag: string

  /** @param list what tells the list and its order from all others. */
  constructor(list: readonly unknown[]) {
    this.#tag = createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, TAG_LENGTH)
  }

  /** The cursor of a row. */
  encode(sortKey: readonly unknown[]): string {
    return Cursor.encode([this.#tag, ...sortKey])
  }

  /** The sort key in a cursor; `undefined` when it is none of this list. */
  decode(cursor: string): unknown[] | undefined {
    const parts = decoded(cursor)
    if (!Array.isArray(parts) || parts[0] !== this.#tag) return undefined
    return parts.slice(1)
  }
}

/** The BAD_USER_INPUT error of a cursor of another list or order. */
export const foreignCursor = (): GraphQLError =>
  badUserInput(
    'after must be a cursor of this list: an endCursor of the same list in the same order, or nothing for its first page.',
  )

function decoded(cursor: string): unknown {
  try {
    return Cursor.decode(cursor)
  } catch {
    return undefined
  }
}
