import { type GraphQLLeafType, isEnumType } from 'graphql'
import { ExactNumber, idOf, numberOf } from '../../graphql/exactNumber.ts'
import { type Json, MAX_NESTING, nestsBeyond } from '../../graphql/json.ts'

/** Serializes a scalar or enum value; `undefined` when the value is invalid for its type. */
export type LeafReader = (value: Json) => Json | undefined

/** Custom scalars are validated by subgraphs and pass unchanged, unless they nest too deeply to be written. */
export function leafReader(type: GraphQLLeafType): LeafReader {
  if (isEnumType(type)) {
    const values = new Set<Json>(type.getValues().map(({ name }) => name))
    return value => (values.has(value) ? value : undefined)
  }
  return builtIn[type.name] ?? readCustom
}

const readCustom: LeafReader = value => (nestsBeyond(value, MAX_NESTING) ? undefined : value)

const builtIn: Record<string, LeafReader | undefined> = {
  String: value => (typeof value === 'string' ? value : undefined),
  ID: value => (typeof value === 'string' ? value : writtenId(value)),
  Int: value => {
    const number = numberOf(value)
    return number !== undefined && (number | 0) === number ? number : undefined
  },
  // A number too large for a double is parsed as infinite, which JSON cannot write.
  Float: value => {
    const number = numberOf(value)
    return Number.isFinite(number) ? number : undefined
  },
  Boolean: value => (typeof value === 'boolean' ? value : undefined),
}

function writtenId(value: Json): string | undefined {
  if (value instanceof ExactNumber) return idOf(value)
  return typeof value === 'number' ? String(value) : undefined
}
