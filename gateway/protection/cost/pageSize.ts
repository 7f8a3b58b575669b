import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isListType,
  isWrappingType,
  Kind,
} from 'graphql'
import { get, type JsonObject } from '../../graphql/json.ts'
import type { ListSize } from '../../supergraph/costDirectives.ts'
import type { Amount } from './costProgram.ts'

/** Assumed entries of a list of unknown size. */
export const DEFAULT_LIST_SIZE = 10

/** Assumed entries of a page of unknown size. */
const DEFAULT_PAGE_SIZE = 20

/** Arguments that size a page without `@listSize`. */
const PAGE_SIZES = ['first', 'last']

/** Entries that a field selects, itself or in lists below it. */
export interface PageSize {
  entries: Amount
  /** Fields below that have as many entries; `lists` for every list right below. */
  sizedFields: readonly string[] | 'lists'
  /** Arguments of which exactly one is required; absent without that rule. */
  oneOf?: { names: readonly string[]; given: Amount }
}

/** The page size of a field by `@listSize`, or else by arguments `first` or `last`; `undefined` without either. */
export function pageSizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSize: ListSize | undefined,
): PageSize | undefined {
  if (listSize) {
    const names = listSize.slicingArguments ?? []
    const sizes = sizesOf(node, field.args, names)
    const isOneNeeded = listSize.requireOneSlicingArgument !== false && names.length > 0
    return {
      entries: largest(sizes, listSize.assumedSize ?? DEFAULT_LIST_SIZE),
      sizedFields: listSize.sizedFields ?? [],
      oneOf: isOneNeeded ? { names, given: counted(sizes) } : undefined,
    }
  }
  if (!field.args.some(isPageSize)) return undefined
  const sizes = sizesOf(node, field.args.filter(isPageSize), PAGE_SIZES)
  return { entries: largest(sizes, DEFAULT_PAGE_SIZE), sizedFields: isList(field.type) ? [] : 'lists' }
}

export const isList = (type: GraphQLOutputType): boolean =>
  isListType(type) || (isWrappingType(type) && isList(type.ofType as GraphQLOutputType))

const isPageSize = ({ name, type }: GraphQLArgument) => PAGE_SIZES.includes(name) && getNamedType(type).name === 'Int'

/** A literal size, or a variable, which falls back to the argument's default. */
type Size = number | { variable: string; defaultValue: number | undefined }

function sizesOf(node: FieldNode, args: readonly GraphQLArgument[], names: readonly string[]): Size[] {
  return args
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, defaultValue: declared }): Size[] => {
      const defaultValue = typeof declared === 'number' ? declared : undefined
      const value = node.arguments?.find(argument => argument.name.value === name)?.value
      if (value?.kind === Kind.VARIABLE) return [{ variable: value.name.value, defaultValue }]
      if (value?.kind === Kind.INT) return [Math.max(0, Number(value.value))]
      return value || defaultValue === undefined ? [] : [Math.max(0, defaultValue)]
    })
}

function numberOf(size: Size, variables: JsonObject): number | undefined {
  if (typeof size === 'number') return size
  const value = get(variables, size.variable)
  if (typeof value === 'number') return Math.max(0, value)
  return value === undefined ? size.defaultValue : undefined
}

function largest(sizes: readonly Size[], otherwise: number): Amount {
  return whereKnown(sizes, variables => {
    const given = sizes.map(size => numberOf(size, variables)).filter(size => size !== undefined)
    return given.length ? Math.max(...given) : otherwise
  })
}

const counted = (sizes: readonly Size[]): Amount =>
  whereKnown(sizes, variables => sizes.filter(size => numberOf(size, variables) !== undefined).length)

const whereKnown = (sizes: readonly Size[], amount: (variables: JsonObject) => number): Amount =>
  sizes.every(size => typeof size === 'number') ? amount({}) : amount
