import { type DocumentNode, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql'
import { operationNamed } from '../planning/operationNamed.ts'
import type { Caller } from '../protection/caller.ts'
import { type DocumentLookUp, documentSentBy } from './clientOperation.ts'

/** Maximum bytes of a request with an invalid token that is parsed: tokens and credentials are short. */
export const MAX_TOKENLESS_BYTES = 16_384

/**
 * Recognises operations that need no access token: mutations that sign in, refresh a session or sign out. With one of
 * them an invalid `authorization` is ignored, as clients attach the expired token that they are about to replace.
 */
export class TokenlessOperations {
  readonly #fields: ReadonlySet<string>

  /** @param fields mutations that need no access token. */
  constructor(fields: readonly string[]) {
    this.#fields = new Set(fields)
  }

  /**
   * Whether the selected operation consists only of such mutations.
   * @param caller pays for parsing and validation of a new document.
   */
  isOne(
    lookUp: DocumentLookUp,
    { query, operationName }: { query: string | undefined; operationName: unknown },
    caller: Caller,
  ): boolean {
    if (query === undefined || !this.#isMentionedIn(query)) return false
    const validated = documentSentBy(lookUp, query, caller)
    return !('errors' in validated) && this.isOnly(validated.document, operationName)
  }

  /** A cheap test, so that other documents are not parsed. */
  #isMentionedIn(query: string): boolean {
    return this.#fields.values().some(field => query.includes(field))
  }

  /** The same of a valid document. */
  isOnly(document: DocumentNode, operationName: unknown): boolean {
    const operation = operationNamed(document, typeof operationName === 'string' ? operationName : undefined)
    if (!('operation' in operation) || operation.operation !== OperationTypeNode.MUTATION) return false
    const names = [...rootFields(operation.selectionSet, document)].filter(name => name !== '__typename')
    return names.length > 0 && names.every(name => this.#fields.has(name))
  }
}

/** Names of the fields of a valid document's selection set, those of its fragments included. */
function* rootFields({ selections }: SelectionSetNode, document: DocumentNode): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection.name.value
    else if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootFields(selection.selectionSet, document)
    else {
      const { value } = selection.name
      const fragment = document.definitions.find(
        node => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === value,
      )
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) yield* rootFields(fragment.selectionSet, document)
    }
  }
}
