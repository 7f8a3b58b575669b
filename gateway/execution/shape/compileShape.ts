import { isObjectType } from 'graphql'
import { isInherited, isObject, type JsonObject } from '../../graphql/json.ts'
import type { LeafReader } from './leaves.ts'
import type { FieldShape, ObjectShape, Selection, ValueShape } from './selection.ts'

/** Shapes the response's data; `undefined` for data that only `writeResponse` handles. */
export type CompiledShape = (data: JsonObject) => JsonObject | undefined

/** Maximum fields, counted for each possible runtime type, of a compiled selection. */
const MAX_FIELDS = 1_000

/**
 * Compiles a selection to a function from merged subgraph data to response data: object literals of known fields are
 * built several times faster than objects with computed keys, and `JSON.stringify` is faster with them, too. It handles
 * valid data only; for all other data it bails out, and `writeResponse` reports what is invalid.
 *
 * Only GraphQL names of clients and schemas enter the code: letters, digits and underscores.
 * @returns `undefined` for selections that are too large or contain what is not compiled.
 */
export function compileShape(selection: Selection): CompiledShape | undefined {
  const compiler = new Compiler(selection)
  try {
    const root = compiler.object(selection.root)
    const code = `'use strict';${compiler.code}return data=>{try{return ${root}(data)}catch(e){if(e===GIVE_UP)return;throw e}}`
    return new Function('GIVE_UP', 'readers', 'isObject', code)(GIVE_UP, compiler.readers, isObject) as CompiledShape
  } catch (error) {
    // Where code generation is disabled (`--disallow-code-generation-from-strings`), nothing is compiled.
    if (error === GIVE_UP || error instanceof EvalError) return undefined
    throw error
  }
}

const GIVE_UP = Symbol('data or a selection that is not compiled')

/** Emits a function for each object and list, named `f0`, `f1` … */
class Compiler {
  readonly #selection: Selection
  #functions = 0
  #fields = 0
  code = 'const fail=()=>{throw GIVE_UP};'
  /** Readers of scalars and enums, in the code `r0`, `r1` … */
  readonly readers: LeafReader[] = []

  constructor(selection: Selection) {
    this.#selection = selection
  }

  /** @returns the name of a function of a non-null object. */
  object(shape: ObjectShape): string {
    if (this.#selection.isRootType(shape)) return this.#define(`return ${this.#literal(shape, shape.type.name)}`)
    const cases = this.#runtimeTypes(shape).map(name => [quoted(name), this.#literal(shape, name)] as const)
    const [only] = cases
    const isConcrete = isObjectType(shape.type)
    if (isConcrete && only) {
      // A plan selects `__typename` only where the type is abstract.
      return this.#define(`const t=v.__typename;if(t!==undefined&&t!==${only[0]})fail();return ${only[1]}`)
    }
    return this.#define(
      `switch(v.__typename){${cases.map(([name, literal]) => `case ${name}:return ${literal};`).join('')}}return fail()`,
    )
  }

  #runtimeTypes({ type }: ObjectShape): string[] {
    if (isObjectType(type)) return [type.name]
    const { types } = this.#selection
    return [...types.satisfying(type.name)].filter(name => isObjectType(types.schema.getType(name)))
  }

  #literal(shape: ObjectShape, typename: string): string {
    const fields = this.#selection.fieldsFor(shape, typename)
    if (!fields) throw GIVE_UP
    this.#fields += fields.length
    if (this.#fields > MAX_FIELDS) throw GIVE_UP
    return `{${fields.map(field => `${quoted(field.key)}:${this.#field(field, typename)}`).join(',')}}`
  }

  #field({ key, source, nonNull, value }: FieldShape, typename: string): string {
    if (isInherited(key) || isInherited(source)) throw GIVE_UP
    if (value.kind === 'typename' && value.known) return quoted(typename)
    if (value.kind === 'unauthorized') return nonNull ? 'fail()' : 'null'
    return this.#value(value, nonNull, `v[${quoted(source)}]`)
  }

  /** @returns an expression of the value, which bails out when it is invalid. */
  #value(value: ValueShape, nonNull: boolean, given: string): string {
    const absent = nonNull ? 'fail()' : 'null'
    switch (value.kind) {
      case 'leaf':
        return `${this.#define(`return v==null?${absent}:${this.#reader(value.read)}(v)??fail()`)}(${given})`
      case 'object': {
        const object = this.object(value.shape)
        return `${this.#define(`return v==null?${absent}:isObject(v)?${object}(v):fail()`)}(${given})`
      }
      case 'list': {
        const item = this.#value(value.item, value.itemNonNull, 'v[i]')
        const loop = `const r=[];for(let i=0;i<v.length;i++)r.push(${item});return r`
        return `${this.#define(`if(v==null)return ${absent};if(!Array.isArray(v))fail();${loop}`)}(${given})`
      }
      default:
        throw GIVE_UP
    }
  }

  #reader(read: LeafReader): string {
    let index = this.readers.indexOf(read)
    if (index < 0) {
      index = this.readers.push(read) - 1
      this.code += `const r${index}=readers[${index}];`
    }
    return `r${index}`
  }

  #define(body: string): string {
    const name = `f${this.#functions++}`
    this.code += `function ${name}(v){${body}}`
    return name
  }
}

const quoted = (name: string): string => JSON.stringify(name)
