import { type GraphQLLeafType, isEnumType } from 'graphql'
import type { Json } from '../json.ts'
import { quote } from '../jsonText.ts'

/** Writes a scalar or enum value as JSON, or gives `undefined` when the value does not fit its type. */
export type LeafWriter = (value: Json) => string | undefined

/** Custom scalars are the subgraphs' business and pass as they are. */
export function leafWriter(type: GraphQLLeafType): LeafWriter {
  if (isEnumType(type)) {
    const values = new Map<Json, string>(type.getValues().map(({ name }) => [name, quote(name)]))
    return value => values.get(value)
  }
  return builtIn[type.name] ?? (value => JSON.stringify(value))
}

const builtIn: Record<string, LeafWriter | undefined> = {
  String: value => (typeof value === 'string' ? quote(value) : undefined),
  ID: value =>
    typeof value === 'string' ? quote(value) : typeof value === 'number' ? quote(String(value)) : undefined,
  Int: value => (typeof value === 'number' && (value | 0) === value ? String(value) : undefined),
  // A number that is too large to be held was read as infinite, which JSON has no text for.
  Float: value => (typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined),
  Boolean: value => (typeof value === 'boolean' ? String(value) : undefined),
}
