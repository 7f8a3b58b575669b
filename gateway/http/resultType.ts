import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** How one result is sent to a client that accepts it so. */
export interface ResultType {
  contentType: string
  /** Whether the client takes statuses other than 200 for those of a proxy between, as GraphQL over HTTP has it. */
  isPlainJson: boolean
}

const JSON_TYPE = 'application/json'
const GRAPHQL_TYPE = 'application/graphql-response+json'

/** What was made of the `accept` headers of late; there are few different ones, and reading one takes time. */
const known = new LRUCache<string, { type?: ResultType }>({ max: 200 })
const MAX_KEPT_LENGTH = 500

/** @returns `undefined` when the client accepts no single result. */
export function resultTypeFor(accept: string | undefined): ResultType | undefined {
  const text = accept ?? ''
  let entry = known.get(text)
  if (!entry) {
    entry = { type: negotiate(accept) }
    if (text.length <= MAX_KEPT_LENGTH) known.set(text, entry)
  }
  return entry.type
}

function negotiate(accept: string | undefined): ResultType | undefined {
  const preferred = accept ? new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_TYPE]) : JSON_TYPE
  if (!preferred) return undefined
  return { contentType: `${preferred}; charset=utf-8`, isPlainJson: wantsPlainJson(accept) }
}

/** Whether a client asks for `application/json` by its name, and not for GraphQL's own type. */
export const wantsPlainJson = (accept: string | undefined): boolean =>
  Boolean(accept?.includes(JSON_TYPE)) && !accept?.includes(GRAPHQL_TYPE)
