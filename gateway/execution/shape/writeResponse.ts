import { get, isObject, type Json, type JsonObject, put } from '../../graphql/json.ts'
import { MAX_ERRORS } from '../../graphql/maxErrors.ts'
import type { InvalidValue } from '../issues.ts'
import { type CompiledShape, compileShape } from './compileShape.ts'
import type { FieldShape, ObjectShape, Selection, ValueShape } from './selection.ts'

export interface WriteOptions {
  selection: Selection
  /** Uses of a selection before it is compiled. */
  compileAt: number
  /** Entities of the data that do not exist. */
  absent: ReadonlySet<JsonObject>
  introspect: (field: FieldShape & { value: { kind: 'introspection' } }) => Json
}

/**
 * Writes merged subgraph data in the shape of the client's selection: its names and order, nothing else, with nulls
 * propagated to the nearest nullable field.
 * @returns the JSON of `data`, and invalid values: `absences` within absent entities, and `violations` elsewhere, each
 * at most `MAX_ERRORS`.
 */
export function writeResponse(
  data: JsonObject,
  options: WriteOptions,
): { json: string; violations: InvalidValue[]; absences: InvalidValue[] } {
  const valid = compiledFor(options)?.(data)
  if (valid) return { json: JSON.stringify(valid), violations: [], absences: [] }
  const shaper = new Shaper(options)
  const json = JSON.stringify(shaper.object(options.selection.root, data) ?? null)
  return { json, violations: shaper.violations, absences: shaper.absences }
}

const uses = new WeakMap<Selection, { count: number; compiled?: CompiledShape }>()

function compiledFor({ selection, compileAt }: WriteOptions): CompiledShape | undefined {
  const known = uses.get(selection) ?? { count: 0 }
  if (known.count < compileAt) {
    known.count += 1
    if (known.count === compileAt) known.compiled = compileShape(selection)
    uses.set(selection, known)
  }
  return known.compiled
}

/** Methods return `undefined` for a null that is recorded and propagates to the next nullable field. */
class Shaper {
  readonly violations: InvalidValue[] = []
  readonly absences: InvalidValue[] = []
  #noted = this.violations
  readonly #options: WriteOptions
  readonly #path: (FieldShape | number)[] = []

  constructor(options: WriteOptions) {
    this.#options = options
  }

  object(shape: ObjectShape, value: JsonObject): JsonObject | null | undefined {
    const notedOutside = this.#noted
    if (this.#options.absent.has(value)) this.#noted = this.absences
    const shaped = this.#object(shape, value)
    this.#noted = notedOutside
    return shaped
  }

  #object(shape: ObjectShape, value: JsonObject): JsonObject | null | undefined {
    const { selection } = this.#options
    const named = selection.isRootType(shape) ? undefined : value.__typename
    const typename = named === undefined ? shape.type.name : named
    const fields = typeof typename === 'string' ? selection.fieldsFor(shape, typename) : undefined
    if (!fields) return this.#invalid(`Invalid __typename found for an object of type ${shape.type.name}.`)
    const result: JsonObject = {}
    for (const field of fields) {
      let shaped: Json | undefined
      if (field.value.kind === 'typename') {
        // Only a subgraph with an `@interfaceObject` answered: the runtime type is unknown.
        if (!field.value.known) return null
        shaped = typename
      } else if (field.value.kind === 'introspection') {
        shaped = this.#options.introspect({ ...field, value: field.value })
      } else if (field.value.kind === 'unauthorized') {
        shaped = field.nonNull ? undefined : null
      } else {
        this.#path.push(field)
        shaped = this.#value(field, field.value, field.nonNull, get(value, field.source))
        this.#path.pop()
      }
      if (shaped === undefined) return undefined
      put(result, field.key, shaped)
    }
    return result
  }

  #value(field: FieldShape, shape: ValueShape, nonNull: boolean, value: Json | undefined): Json | undefined {
    const shaped = value === undefined || value === null ? null : this.#present(field, shape, value)
    if (shaped === undefined) return nonNull ? undefined : null
    if (shaped !== null || !nonNull) return shaped
    const what = field.value === shape ? 'field' : 'item of'
    return this.#invalid(`Cannot return null for non-nullable ${what} ${field.label}.`)
  }

  #present(field: FieldShape, shape: ValueShape, value: Json): Json | undefined {
    switch (shape.kind) {
      case 'leaf':
        return shape.read(value) ?? this.#invalid(`Invalid value found for ${field.label}.`)
      case 'list':
        return Array.isArray(value) ? this.#list(field, shape, value) : this.#invalid(`${field.label} is not a list.`)
      case 'object':
        return isObject(value) ? this.object(shape.shape, value) : this.#invalid(`${field.label} is not an object.`)
      default:
        return null
    }
  }

  #list(field: FieldShape, shape: ValueShape & { kind: 'list' }, values: readonly Json[]): Json[] | undefined {
    const result: Json[] = []
    for (const [index, value] of values.entries()) {
      this.#path.push(index)
      const shaped = this.#value(field, shape.item, shape.itemNonNull, value)
      this.#path.pop()
      if (shaped === undefined) return undefined
      result.push(shaped)
    }
    return result
  }

  #invalid(message: string): undefined {
    if (this.#noted.length < MAX_ERRORS) {
      this.#noted.push({
        kind: 'invalid',
        message,
        path: this.#path.map(step => (typeof step === 'number' ? step : step.key)),
        planPath: this.#path.map(step => (typeof step === 'number' ? step : step.source)),
      })
    }
  }
}
