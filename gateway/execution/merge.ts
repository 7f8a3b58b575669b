import { clone, get, type Json, type JsonObject, put } from './json.ts'

export interface MergeOptions {
  /** Link `source`'s objects into `target`, which is cheaper, instead of copying them. Only once for each source. */
  adopt: boolean
  /** Interfaces that some subgraph has as an `@interfaceObject`: their name never replaces a concrete runtime type. */
  interfaceObjects: ReadonlySet<string>
}

/** Merges what a subgraph answered into the response. A null never wipes what another subgraph gave. */
export function merge(target: JsonObject, source: JsonObject, options: MergeOptions): void {
  for (const key of Object.keys(source)) {
    const incoming = source[key]
    const present = get(target, key)
    if (typeof incoming === 'object' && incoming !== null) {
      if (typeof present === 'object' && present !== null) mergeNested(present, incoming, options)
      else put(target, key, options.adopt ? incoming : clone(incoming))
    } else if (incoming === null) {
      if (present === undefined) put(target, key, null)
    } else if (key !== '__typename' || present === undefined || !isInterfaceObject(incoming, options)) {
      put(target, key, incoming)
    }
  }
}

const isInterfaceObject = (name: Json | undefined, { interfaceObjects }: MergeOptions) =>
  typeof name === 'string' && interfaceObjects.has(name)

function mergeNested(present: JsonObject | Json[], incoming: JsonObject | Json[], options: MergeOptions): void {
  if (Array.isArray(incoming)) {
    if (Array.isArray(present)) mergeLists(present, incoming, options)
  } else if (!Array.isArray(present)) {
    merge(present, incoming, options)
  }
}

function mergeLists(target: Json[], source: readonly Json[], options: MergeOptions): void {
  source.forEach((incoming, index) => {
    const present = target[index]
    if (present === undefined || present === null) {
      target[index] = options.adopt ? incoming : clone(incoming)
    } else if (typeof present === 'object' && typeof incoming === 'object' && incoming !== null) {
      mergeNested(present, incoming, options)
    }
  })
}
