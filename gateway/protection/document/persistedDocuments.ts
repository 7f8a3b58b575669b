import { PresentedError } from '../../graphql/presentedError.ts'
import { bareId, type Manifest } from './manifest.ts'

/**
 * `off`: there is no list. `prefer`: documents may be named by the identifier that the list has for them. `only`: what is
 * not in the list is rejected.
 */
export type PersistedMode = 'off' | 'prefer' | 'only'

/** How a request says which document it means. */
export interface DocumentReference {
  query?: unknown
  /** As GraphQL over HTTP has it. */
  documentId?: unknown
  /** `persistedQuery.sha256Hash` as Apollo's clients send it. */
  extensions?: unknown
}

/**
 * What a reference means: a document's text, or why it means none. `undefined` for what is left to others: no reference
 * at all, and hashes of automatically persisted queries.
 */
export type Resolved = { query: string } | { error: PresentedError } | undefined

/** The documents that clients may name by an identifier, or that alone they may use. */
export class PersistedDocuments {
  readonly #mode: PersistedMode
  #byId: Manifest = new Map()
  #texts: ReadonlySet<string> = new Set()

  constructor(mode: PersistedMode, manifest: Manifest = new Map()) {
    this.#mode = mode
    this.replace(manifest)
  }

  /** Puts another list in the place of the present one. */
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

/** Protocols that demand a text send an empty one where an identifier stands for it. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function hashIn(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown }
  const { sha256Hash } = (persistedQuery ?? {}) as { sha256Hash?: unknown }
  return textOf(sha256Hash)
}

/** The codes are those of Apollo's router. */
const unknownId = (id: string) =>
  new PresentedError(`No document "${id.slice(0, 100)}" is in the list of this gateway.`, {
    extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' },
  })

const notInList = () =>
  new PresentedError('The document is not in the list of this gateway, which takes no others.', {
    extensions: { code: 'QUERY_NOT_IN_SAFELIST' },
  })
