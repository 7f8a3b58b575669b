import { get, isComposite, isObject, type Json, type JsonObject, put, typenameOf } from '../graphql/json.ts'
import { quote } from '../graphql/jsonText.ts'
import type { EntityInputs, RequiredField, Requirement } from './instructions.ts'
import { merge } from './merge.ts'
import { applyRewrites } from './rewrites.ts'

/** Distinct representations of a fetch, each with the response objects that it represents. */
export interface Representations {
  /** A JSON array for the `representations` variable. */
  json: string
  owners: JsonObject[][]
}

/** Representations of entities, deduplicated. An entity that lacks a required value is omitted. */
export function representationsOf(entities: readonly JsonObject[], inputs: EntityInputs): Representations {
  const key = inputs.simple ? onlyKey(inputs.requires) : undefined
  return (key && identified(entities, key)) ?? compared(entities, inputs)
}

/** A key of one field besides `__typename`. */
interface OnlyKey {
  names: ReadonlySet<string>
  field: RequiredField
}

function onlyKey([fragment]: readonly Requirement[]): OnlyKey | undefined {
  if (fragment?.kind !== 'fragment' || !fragment.names || fragment.nested.length !== 2) return undefined
  const [first, second] = fragment.nested
  if (first?.kind !== 'field' || second?.kind !== 'field' || first.target !== '__typename') return undefined
  return second.nested || first.source !== '__typename' ? undefined : { names: fragment.names, field: second }
}

/**
 * Fast path for most entities: deduplicates by the key's value and writes JSON for distinct ones alone.
 * @returns `undefined` when a key is neither a string nor a number.
 */
function identified(entities: readonly JsonObject[], { names, field }: OnlyKey): Representations | undefined {
  const byType = new Map<string, Map<string | number, JsonObject[]>>()
  const owners: JsonObject[][] = []
  let json = ''
  for (const entity of entities) {
    const type = typenameOf(entity)
    const key = get(entity, field.source)
    if (type === undefined || !names.has(type) || key === undefined) continue
    if (typeof key !== 'string' && typeof key !== 'number') return undefined
    let byKey = byType.get(type)
    if (!byKey) {
      byKey = new Map()
      byType.set(type, byKey)
    }
    const known = byKey.get(key)
    if (known) {
      if (known.at(-1) !== entity) known.push(entity)
      continue
    }
    const own = [entity]
    byKey.set(key, own)
    owners.push(own)
    const written = typeof key === 'string' ? quote(key) : JSON.stringify(key)
    json += `${json === '' ? '' : ','}{"__typename":${quote(type)},${field.jsonKey}${written}}`
  }
  return { json: `[${json}]`, owners }
}

/** General path: deduplicates by the JSON of the representation, which goes into the request body. */
function compared(entities: readonly JsonObject[], inputs: EntityInputs): Representations {
  const byJson = new Map<string, JsonObject[]>()
  for (const entity of entities) {
    const json = inputs.simple ? writeSimple(inputs.requires, entity) : writeExact(inputs, entity)
    if (json === undefined) continue
    const owners = byJson.get(json)
    if (!owners) byJson.set(json, [entity])
    else if (owners.at(-1) !== entity) owners.push(entity)
  }
  return { json: `[${[...byJson.keys()].join(',')}]`, owners: [...byJson.values()] }
}

function writeSimple(requires: readonly Requirement[], entity: JsonObject): string | undefined {
  const fields = writeFields(requires, entity)
  return fields ? `{${fields}}` : undefined
}

/** Comma-separated members of an object, or `undefined` when a required value is missing. */
function writeFields(requires: readonly Requirement[], object: JsonObject): string | undefined {
  let json = ''
  for (const requirement of requires) {
    let written: string | undefined
    if (requirement.kind === 'field') {
      const value = get(object, requirement.source)
      if (value === undefined) return undefined
      written = requirement.jsonKey + writeValue(requirement.nested, value)
    } else if (applies(requirement.names, object)) {
      written = writeFields(requirement.nested, object)
    }
    if (written) json += json === '' ? written : `,${written}`
  }
  return json
}

function writeValue(nested: readonly Requirement[] | undefined, value: Json): string {
  if (nested === undefined || !isComposite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(item => writeValue(nested, item)).join(',')}]`
  const fields = writeFields(nested, value)
  return fields === undefined ? 'null' : `{${fields}}`
}

/** Slow path, for selections that have a key more than once or need input rewrites. */
function writeExact(inputs: EntityInputs, entity: JsonObject): string | undefined {
  const representation = pick(inputs.requires, entity)
  if (!representation || typenameOf(representation) === undefined) return undefined
  applyRewrites(inputs.inputRewrites, representation)
  return JSON.stringify(representation)
}

/**
 * The required part of an object. A value missing in a nested fragment drops that fragment alone, as it may belong to a
 * skipped field; a value missing in the entity itself drops the entity.
 */
function pick(requires: readonly Requirement[], object: JsonObject): JsonObject | undefined {
  const picked: JsonObject = {}
  for (const requirement of requires) {
    if (requirement.kind === 'field') {
      const value = get(object, requirement.source)
      if (value === undefined) return undefined
      assign(picked, requirement.target, requirement.nested ? pickValue(requirement.nested, value) : value)
    } else if (applies(requirement.names, object)) {
      const part = pick(requirement.nested, object)
      if (part) merge(picked, part, COPY)
    }
  }
  return picked
}

const COPY = { adopt: false, interfaceObjects: new Set<string>() }

function pickValue(nested: readonly Requirement[], value: Json): Json {
  if (Array.isArray(value)) return value.map(item => pickValue(nested, item))
  return isObject(value) ? (pick(nested, value) ?? null) : value
}

function assign(target: JsonObject, key: string, value: Json): void {
  const present = get(target, key)
  if (isObject(present) && isObject(value)) merge(present, value, COPY)
  else put(target, key, value)
}

function applies(names: ReadonlySet<string> | undefined, object: JsonObject): boolean {
  if (names === undefined) return true
  const type = typenameOf(object)
  return type !== undefined && names.has(type)
}
