import { get, isObject, type Json, typenameOf } from '../graphql/json.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'

/** The state of an entity that an event tells: a newer one says all that an older one said. */
export interface EventIdentity {
  /** Names the entity. */
  of: string
  /** The values of its key fields. */
  keys: readonly Json[]
  /** Grows with each state of the entity. */
  version: number
}

/**
 * Reads which entity an event tells the state of. The plan asks for keys and versions; see `planning/withEntityKeys.ts`.
 * @param keyFields entity types to their key fields.
 * @returns `undefined` for an event that is no such state, whose place no other event can take.
 */
export function identifyEvent(
  event: SubgraphReply,
  keyFields: ReadonlyMap<string, readonly string[]>,
): EventIdentity | undefined {
  const [entity] = Object.values(event.data ?? {})
  if (!isObject(entity)) return undefined
  const type = typenameOf(entity)
  const fields = type === undefined ? undefined : keyFields.get(type)
  const version = get(entity, 'version')
  if (!fields || typeof version !== 'number') return undefined
  const keys: Json[] = []
  for (const field of fields) {
    const key = get(entity, field)
    // Any number of entities may be without a key that may be null.
    if (key === undefined || key === null) return undefined
    keys.push(key)
  }
  return { of: JSON.stringify([type, ...keys]), keys, version }
}
