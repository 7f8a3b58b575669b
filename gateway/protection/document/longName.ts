import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import { BREAK, type DocumentNode, type GraphQLError, visit } from 'graphql'

/**
 * The error of a document with a name beyond the limit.
 * @param source its text: only the few with so long a word are visited.
 * @param most characters; `Infinity` for no limit.
 */
export function longName(source: string, document: DocumentNode, most: number): GraphQLError | undefined {
  if (most === Infinity || !hasWordBeyond(source, most)) return undefined
  let longest = 0
  visit(document, {
    Name({ value }) {
      longest = value.length
      return longest > most ? BREAK : undefined
    },
  })
  if (longest <= most) return undefined
  const message = `The document has a name of ${longest} characters; ${most} are allowed.`
  return graphqlError('GRAPHQL_VALIDATION_FAILED', message)
}

function hasWordBeyond(text: string, most: number): boolean {
  let begin = 0
  for (let index = 0; index < text.length; index++) {
    if (isPartOfName(text.charCodeAt(index))) {
      if (index - begin >= most) return true
    } else begin = index + 1
  }
  return false
}

/** Letters, digits and underscores. */
const isPartOfName = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
