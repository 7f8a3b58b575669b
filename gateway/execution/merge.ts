import { clone, get, isComposite, type Json, type JsonObject, put } from '../graphql/json.ts'
import type { SelectedKey } from './selectedKeys.ts'

export interface MergeOptions {
  /** Link `source`'s objects into `target`, which is cheaper, instead of copying them. Only once for each source. */
  adopt: boolean
  /** Interfaces that are an `@interfaceObject` in some subgraph: their name never replaces a concrete runtime type. */
  interfaceObjects: ReadonlySet<string>
}

/**
 * Merges subgraph data into the response. A null never overwrites data of another subgraph.
 * @param selected keys to merge; all keys when absent or empty. Objects that are new in the response are linked whole,
 * which is faster: their other keys overwrite nothing.
 */
export function merge(
  target: JsonObject,
  source: JsonObject,
  options: MergeOptions,
  selected: readonly SelectedKey[] = EVERYTHING,
): void {
  if (selected.length === 0) {
    for (const key of Object.keys(source)) mergeKey(target, key, source[key], options, EVERYTHING)
  } else {
    for (const { key, below } of selected) mergeKey(target, key, get(source, key), options, below)
  }
}

const EVERYTHING: readonly SelectedKey[] = []

function mergeKey(
  target: JsonObject,
  key: string,
  incoming: Json | undefined,
  options: MergeOptions,
  below: readonly SelectedKey[],
): void {
  if (incoming === undefined) return
  const present = get(target, key)
  if (isComposite(incoming)) {
    if (isComposite(present)) mergeNested(present, incoming, options, below)
    else put(target, key, options.adopt ? incoming : clone(incoming))
  } else if (incoming === null) {
    if (present === undefined) put(target, key, null)
  } else if (key !== '__typename' || present === undefined || !isInterfaceObject(incoming, options)) {
    put(target, key, incoming)
  }
}

const isInterfaceObject = (name: Json, { interfaceObjects }: MergeOptions) =>
  typeof name === 'string' && interfaceObjects.has(name)

function mergeNested(
  present: JsonObject | Json[],
  incoming: JsonObject | Json[],
  options: MergeOptions,
  below: readonly SelectedKey[],
): void {
  if (Array.isArray(incoming)) {
    if (Array.isArray(present)) mergeLists(present, incoming, options, below)
  } else if (!Array.isArray(present)) {
    merge(present, incoming, options, below)
  }
}

function mergeLists(
  target: Json[],
  source: readonly Json[],
  options: MergeOptions,
  below: readonly SelectedKey[],
): void {
  source.forEach((incoming, index) => {
    const present = target[index]
    if (present === undefined || present === null) {
      target[index] = options.adopt ? incoming : clone(incoming)
    } else if (isComposite(present) && isComposite(incoming)) {
      mergeNested(present, incoming, options, below)
    }
  })
}
