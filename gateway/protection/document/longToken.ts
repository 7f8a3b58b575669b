import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import { BREAK, type DocumentNode, type GraphQLError, visit } from 'graphql'
import { MAX_NUMBER_LENGTH } from '../../graphql/exactNumber.ts'

/**
 * The error of a document with a name beyond the limit, or a number beyond that of variables.
 * @param source its text: only the few with so long a word are visited.
 * @param most characters of a name; `Infinity` for no limit of either.
 */
export function longToken(source: string, document: DocumentNode, most: number): GraphQLError | undefined {
  if (most === Infinity || !hasWordBeyond(source, most)) return undefined
  let message: string | undefined
  const check = (kind: string, limit: number) => (node: { value: string }) => {
    if (node.value.length <= limit) return undefined
    message = `The document has a ${kind} of ${node.value.length} characters; ${limit} are allowed.`
    return BREAK
  }
  const checkNumber = check('number', MAX_NUMBER_LENGTH)
  visit(document, { Name: check('name', most), IntValue: checkNumber, FloatValue: checkNumber })
  return message === undefined ? undefined : graphqlError('GRAPHQL_VALIDATION_FAILED', message)
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
