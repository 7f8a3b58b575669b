import type { JsonObject } from '@atelier/gateway/graphql/json.ts'
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'

/** Seeded random numbers (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Aliases are names of keys and other fields, which a planner adds. */
const ALIASES = ['id', 'code', 'name', 'price', 'title', 'reviews', 'author', 'x']

/**
 * Writes random queries and mutations over a schema: aliases that collide, fragments of all kinds, arguments by value
 * and variable, conditions by value and variable. Not every one is valid; fields of one response name may conflict.
 */
export function randomOperation(schema: GraphQLSchema, random: () => number): { query: string; variables: JsonObject } {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const chance = (ratio: number) => random() < ratio
  const fragments: string[] = []
  const variables: JsonObject = { yes: true, no: false, currency: 'USD', one: 1 }

  function selections(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = []
    const count = 1 + Math.floor(random() * 4)
    for (let i = 0; i < count; i++) parts.push(selection(type, depth))
    return `{ ${parts.join(' ')} }`
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    if (isUnionType(type) || chance(0.2)) return depth > 0 && chance(0.9) ? fragment(type, depth - 1) : '__typename'
    const fields = Object.values(type.getFields()).filter(
      field => depth > 0 || !isCompositeType(getNamedType(field.type)),
    )
    return fields.length ? field(pick(fields), depth) : '__typename'
  }

  function field(of: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(of.type)
    const alias = chance(0.3) ? `${pick(ALIASES)}: ` : ''
    const given = of.args.filter(argument => argument.name === 'id' || chance(0.5)).map(argumentOf)
    const nested = isCompositeType(type) ? ` ${selections(type, depth - 1)}` : ''
    return `${alias}${of.name}${given.length ? `(${given.join(', ')})` : ''}${condition()}${nested}`
  }

  function argumentOf({ name, type }: GraphQLArgument): string {
    const named = getNamedType(type)
    if (isEnumType(named)) return `${name}: ${pick(['EUR', 'USD', '$currency'])}`
    if (named.name === 'Boolean') return `${name}: ${pick(['true', 'false', '$yes', '$no'])}`
    if (named.name === 'Int') return `${name}: ${pick(['0', '2', '$one'])}`
    return `${name}: ${pick(['"b1"', '"t1"', '"b2"', '"none"'])}`
  }

  function condition(): string {
    return chance(0.15) ? ` @${pick(['skip', 'include'])}(if: ${pick(['true', 'false', '$yes', '$no'])})` : ''
  }

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const on = pick(fragmentTypes(schema, type))
    if (chance(0.3)) {
      const name = `F${fragments.length}`
      fragments.push('')
      fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name} ${selections(on, depth)}`
      return `...${name}${condition()}`
    }
    const typed = on === type && chance(0.5) ? '...' : `... on ${on.name}`
    return `${typed}${condition()} ${selections(on, depth)}`
  }

  const isMutation = chance(0.15)
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType())!
  const body = selections(root, 4)
  const text = `${body} ${fragments.join(' ')}`
  const declared = { yes: 'Boolean!', no: 'Boolean!', currency: 'Currency', one: 'Int' }
  const used = Object.entries(declared).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text))
  const head = used.length ? `query (${used.map(([name, type]) => `$${name}: ${type}`).join(', ')}) ` : ''
  return { query: `${isMutation ? head.replace('query', 'mutation') || 'mutation ' : head}${text}`, variables }
}

function fragmentTypes(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  if (isAbstractType(type)) return [type, ...schema.getPossibleTypes(type)].filter(each => !isUnionType(each))
  return isObjectType(type) || isInterfaceType(type) ? [type, ...type.getInterfaces()] : [type]
}
