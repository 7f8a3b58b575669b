import { get, isObject, typenameOf } from '../execution/json.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'

/** What an event of a subscription is about. */
export interface EventIdentity {
  /** Names the entity; the same for all events that are about none. */
  of: string
  /** The entity's `version`, where it counts its states. */
  version?: number
}

const NO_ENTITY: EventIdentity = { of: '' }

/**
 * Reads which entity an event tells the state of. The plan asks for keys and versions; see `planning/withEntityKeys.ts`.
 * @param keyFields entity types to their key fields.
 */
export function identifyEvent(event: SubgraphReply, keyFields: ReadonlyMap<string, readonly string[]>): EventIdentity {
  const [entity] = Object.values(event.data ?? {})
  if (!isObject(entity)) return NO_ENTITY
  const type = typenameOf(entity)
  const keys = type === undefined ? undefined : keyFields.get(type)
  const values = keys?.map(key => get(entity, key))
  if (!values || values.includes(undefined)) return NO_ENTITY
  const version = get(entity, 'version')
  return { of: JSON.stringify([type, ...values]), version: typeof version === 'number' ? version : undefined }
}
