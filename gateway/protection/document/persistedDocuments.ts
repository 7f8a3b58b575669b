import { type PresentedError, presentedError } from '../../graphql/presentedError.ts'
import { bareId, type Manifest } from './manifest.ts'

/**
 * `off`: no manifest. `prefer`: clients may send identifiers of the manifest. `only`: documents outside the manifest
 * are rejected.
 */
export type PersistedMode = 'off' | 'prefer' | 'only'

/** The document, or its identifier, in a request. */
export interface DocumentReference {
  query?: unknown
  /** Identifier of GraphQL over HTTP. */
  documentId?: unknown
  /** `persistedQuery.sha256Hash` of Apollo's clients. */
  extensions?: unknown
}

/**
 * The document's text of a reference, or an error. `undefined` without a reference, and for hashes of automatic
 * persisted queries.
 */
export type Resolved = { query: string } | { error: PresentedError } | undefined

/** Persisted documents, which clients may send by identifier, or which are the only ones allowed. */
export class PersistedDocuments {
  readonly #mode: PersistedMode
  #byId: Manifest = new Map()
  #texts: ReadonlySet<string> = new Set()

  constructor(mode: PersistedMode, manifest: Manifest = new Map()) {
    this.#mode = mode
    this.replace(manifest)
  }

  /** Replaces the manifest. */
  replace(manifest: Manifest): void {
    this.#byId = manifest
    this.#texts = new Set(manifest.values())
  }

  resolve({ query, documentId, extensions }: DocumentReference): Resolved {
    if (this.#mode !== 'off') return this.#resolve(textOf(query), textOf(documentId), hashIn(extensions))
    return typeof query === 'string' ? { query } : undefined
  }

  #resolve(query: string | undefined, documentId: string | undefined, hash: string | undefined): Resolved {
    if (query !== undefined) {
      return this.#mode === 'prefer' || this.#texts.has(query) ? { query } : { error: notInList() }
    }
    const id = documentId ?? hash
    if (id === undefined) return undefined
    const text = this.#byId.get(bareId(id))
    if (text !== undefined) return { query: text }
    return this.#mode === 'prefer' && documentId === undefined ? undefined : { error: unknownId(id) }
  }
}

/** Protocols that require a text send an empty one beside an identifier. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The `persistedQuery.sha256Hash` of a request's extensions. */
export function hashIn(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown }
  const { sha256Hash } = (persistedQuery ?? {}) as { sha256Hash?: unknown }
  return textOf(sha256Hash)
}

/** The codes are those of Apollo Router. */
const unknownId = (id: string) =>
  presentedError('PERSISTED_QUERY_NOT_IN_LIST', `No document "${id.slice(0, 100)}" is in the list of this gateway.`)

const notInList = () =>
  presentedError(
    'QUERY_NOT_IN_SAFELIST',
    'This gateway executes only persisted documents, and this document is not one of them.',
  )
