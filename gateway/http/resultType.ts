import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** The media type of a single result. */
export interface ResultType {
  contentType: string
  /** Whether it is `application/json`, whose clients take statuses other than 200 for those of a proxy. */
  isPlainJson: boolean
}

const JSON_TYPE = 'application/json'
const GRAPHQL_TYPE = 'application/graphql-response+json'

/** Parsed `accept` headers; there are few distinct ones, and parsing takes time. */
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

/** Whether `accept` names `application/json` and not GraphQL's own type. */
export const wantsPlainJson = (accept: string | undefined): boolean =>
  Boolean(accept?.includes(JSON_TYPE)) && !accept?.includes(GRAPHQL_TYPE)
