import { numberOf } from '../graphql/exactNumber.ts'
import { get, isObject, type Json, typenameOf } from '../graphql/json.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'

/** The entity and version whose state an event is: a newer state supersedes an older one. */
export interface EventIdentity {
  /** Identifies the entity. */
  of: string
  /** Values of its key fields. */
  keys: readonly Json[]
  /** Increases with each state of the entity. */
  version: number
}

/**
 * The entity whose state an event is. Plans select keys and versions; see `planning/withEntityKeys.ts`.
 * @param keyFields key fields by entity type.
 * @returns `undefined` for an event that is no such state and cannot be superseded.
 */
export function identifyEvent(
  event: SubgraphReply,
  keyFields: ReadonlyMap<string, readonly string[]>,
): EventIdentity | undefined {
  const [entity] = Object.values(event.data ?? {})
  if (!isObject(entity)) return undefined
  const type = typenameOf(entity)
  const fields = type === undefined ? undefined : keyFields.get(type)
  const version = numberOf(get(entity, 'version'))
  if (!fields || version === undefined) return undefined
  const keys: Json[] = []
  for (const field of fields) {
    const key = get(entity, field)
    // A nullable key identifies no entity when it is null.
    if (key === undefined || key === null) return undefined
    keys.push(key)
  }
  return { of: JSON.stringify([type, ...keys]), keys, version }
}
