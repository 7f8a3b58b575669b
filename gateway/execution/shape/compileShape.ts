import { type GraphQLLeafType, isEnumType, isObjectType } from 'graphql'
import type { JsonObject } from '../json.ts'
import type { TypeIndex } from '../typeIndex.ts'
import type { FieldShape, ObjectShape, Selection, ValueShape } from './selection.ts'

/** Gives the response's data, or `undefined` for data that needs a closer look. */
export type CompiledShape = (data: JsonObject) => JsonObject | undefined

/** A selection of more fields, counted for each runtime type that may come, is not compiled. */
const MOST_FIELDS = 1_000

/** Names that would reach an object's prototype. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype))

/**
 * Makes a function that takes merged subgraph data to the response's data, of code written for one selection: objects of
 * known fields are built several times faster than such whose fields are named by variables, and `JSON.stringify` is
 * quicker with them, too. It knows data that is as it should be only; for all other data it gives up, and `writeResponse`
 * says what is wrong.
 *
 * Of what clients and schemas say only names come into the code, which GraphQL makes of letters, digits and underscores.
 * @returns `undefined` for selections that are too large or hold what is not compiled.
 */
export function compileShape(selection: Selection, apiTypes: TypeIndex): CompiledShape | undefined {
  const compiler = new Compiler(selection, apiTypes)
  try {
    const root = compiler.object(selection.root)
    const code = `'use strict';${compiler.code}return data=>{try{return ${root}(data)}catch(e){if(e===GIVE_UP)return;throw e}}`
    return new Function('GIVE_UP', 'values', code)(GIVE_UP, compiler.values) as CompiledShape
  } catch (error) {
    // Where making code from text is forbidden (`--disallow-code-generation-from-strings`), nothing is compiled.
    if (error === GIVE_UP || error instanceof EvalError) return undefined
    throw error
  }
}

const GIVE_UP = Symbol('data or a selection that is not compiled')

/** Gives each object and list a function of its own, named `f0`, `f1` … */
class Compiler {
  readonly #selection: Selection
  readonly #apiTypes: TypeIndex
  #functions = 0
  #fields = 0
  code = 'const fail=()=>{throw GIVE_UP};'
  /** Names of enum values, by the index of their type in the code. */
  readonly values: Set<unknown>[] = []

  constructor(selection: Selection, apiTypes: TypeIndex) {
    this.#selection = selection
    this.#apiTypes = apiTypes
  }

  /** @returns the name of a function that takes a value that is no list and not null. */
  object(shape: ObjectShape): string {
    if (shape.isRoot) return this.#define(`return ${this.#literal(shape, shape.type.name)}`)
    const cases = this.#runtimeTypes(shape).map(name => [quoted(name), this.#literal(shape, name)] as const)
    const [only] = cases
    const isConcrete = isObjectType(shape.type)
    if (isConcrete && only) {
      // A plan asks for the type only where it may vary.
      return this.#define(`const t=v.__typename;if(t!==undefined&&t!==${only[0]})fail();return ${only[1]}`)
    }
    return this.#define(
      `switch(v.__typename){${cases.map(([name, literal]) => `case ${name}:return ${literal};`).join('')}}return fail()`,
    )
  }

  #runtimeTypes({ type }: ObjectShape): string[] {
    if (isObjectType(type)) return [type.name]
    return [...this.#apiTypes.satisfying(type.name)].filter(name => isObjectType(this.#apiTypes.schema.getType(name)))
  }

  #literal(shape: ObjectShape, typename: string): string {
    const fields = this.#selection.fieldsFor(shape, typename)
    if (!fields) throw GIVE_UP
    this.#fields += fields.length
    if (this.#fields > MOST_FIELDS) throw GIVE_UP
    return `{${fields.map(field => `${quoted(field.key)}:${this.#field(field, typename)}`).join(',')}}`
  }

  #field({ key, source, nonNull, value }: FieldShape, typename: string): string {
    if (INHERITED.has(key) || INHERITED.has(source)) throw GIVE_UP
    if (value.kind === 'typename' && value.known) return quoted(typename)
    if (value.kind === 'refused') return nonNull ? 'fail()' : 'null'
    return this.#value(value, nonNull, `v[${quoted(source)}]`)
  }

  /** @returns an expression that gives the value, or fails. */
  #value(value: ValueShape, nonNull: boolean, given: string): string {
    const absent = nonNull ? 'fail()' : 'null'
    switch (value.kind) {
      case 'leaf':
        return `${this.#define(`return ${this.#leaf(value.type)}?v:v==null?${absent}:${this.#mended(value.type)}`)}(${given})`
      case 'object': {
        const object = this.object(value.shape)
        return `${this.#define(`return v==null?${absent}:typeof v==='object'&&!Array.isArray(v)?${object}(v):fail()`)}(${given})`
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

  /** A condition under which `v` is a value of the type as it stands. */
  #leaf(type: GraphQLLeafType): string {
    if (isEnumType(type)) {
      this.values.push(new Set(type.getValues().map(({ name }) => name)))
      return `values[${this.values.length - 1}].has(v)`
    }
    switch (type.name) {
      case 'String':
      case 'ID':
        return `typeof v==='string'`
      case 'Int':
        return `typeof v==='number'&&(v|0)===v`
      case 'Float':
        return `typeof v==='number'&&Number.isFinite(v)`
      case 'Boolean':
        return `typeof v==='boolean'`
      default:
        return 'v!=null'
    }
  }

  #mended = ({ name }: GraphQLLeafType): string => (name === 'ID' ? `typeof v==='number'?String(v):fail()` : 'fail()')

  #define(body: string): string {
    const name = `f${this.#functions++}`
    this.code += `function ${name}(v){${body}}`
    return name
  }
}

const quoted = (name: string): string => JSON.stringify(name)
