import { ExactNumber } from './exactNumber.ts'

/** A JSON value. */
export type Json = null | boolean | number | string | ExactNumber | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json | undefined
}

/** A step of a GraphQL error's path: a response name or a list index. */
export type PathStep = string | number

/** Whether a value is a list or an object. */
export const isComposite = (value: Json | undefined): value is Json[] | JsonObject =>
  typeof value === 'object' && value !== null && !(value instanceof ExactNumber)

export const isObject = (value: Json | undefined): value is JsonObject => isComposite(value) && !Array.isArray(value)

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype))

/** Whether a name is of `Object.prototype`: GraphQL names may be `constructor` or `toString`. */
export const isInherited = (name: string): boolean => inherited.has(name)

/** Reads an own property. */
export const get = (object: JsonObject, key: string): Json | undefined =>
  isInherited(key) && !Object.hasOwn(object, key) ? undefined : object[key]

/** Writes an own property; `__proto__` is a name like any other. */
export function put(object: JsonObject, key: string, value: Json | undefined): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  } else {
    object[key] = value
  }
}

/**
 * Maximum nesting of lists and objects in subgraph responses, so that recursion cannot overflow the stack. Selections
 * are far less deep; values of custom scalars may be as deep.
 */
export const MAX_NESTING = 1_000

/** Whether lists and objects nest deeper than `most` levels. */
export function nestsBeyond(value: Json | undefined, most: number): boolean {
  if (!isComposite(value)) return false
  return most === 0 || (Array.isArray(value) ? value : Object.values(value)).some(inner => nestsBeyond(inner, most - 1))
}

/** A deep copy of plain data. What is below `levels`, deeper than any change, is shared with the original. */
export function clone<T extends Json | undefined>(value: T, levels?: number): T
export function clone(value: Json | undefined, levels = MAX_NESTING): Json | undefined {
  if (!isComposite(value) || levels === 0) return value
  if (Array.isArray(value)) return value.map(item => clone(item, levels - 1))
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) put(copy, key, clone(value[key], levels - 1))
  return copy
}

/** The runtime type that a subgraph named for an object. */
export const typenameOf = (object: JsonObject): string | undefined =>
  typeof object.__typename === 'string' ? object.__typename : undefined
