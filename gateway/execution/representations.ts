import type { EntityInputs, Requirement } from './instructions.ts'
import { get, isObject, type Json, type JsonObject, put, typenameOf } from './json.ts'
import { merge } from './merge.ts'
import { applyRewrites } from './rewrites.ts'

/** The distinct representations of a fetch, and for each the objects in the response that it stands for. */
export interface Representations {
  /** A JSON array for the `representations` variable. */
  json: string
  owners: JsonObject[][]
}

/**
 * Makes the representations of entities. The JSON of each is both its identity, so that an entity is asked for once
 * however often it occurs, and its piece of the request body. An entity that lacks a required value is left out.
 */
export function representationsOf(entities: readonly JsonObject[], inputs: EntityInputs): Representations {
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
  if (nested === undefined || typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(item => writeValue(nested, item)).join(',')}]`
  const fields = writeFields(nested, value)
  return fields === undefined ? 'null' : `{${fields}}`
}

/** The slower way, for selections that name a key more than once or need input rewrites. */
function writeExact(inputs: EntityInputs, entity: JsonObject): string | undefined {
  const representation = pick(inputs.requires, entity)
  if (!representation || typenameOf(representation) === undefined) return undefined
  applyRewrites(inputs.inputRewrites, representation)
  return JSON.stringify(representation)
}

/**
 * The required part of an object. What a nested fragment lacks drops that fragment alone, as its inputs may belong to
 * a field that was skipped; what the entity itself lacks drops the entity.
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
