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

/** Entries that a list is taken to have when nothing says how many. */
export const DEFAULT_LIST_SIZE = 10

/** Entries that a page is taken to have when its size is not given. */
const DEFAULT_PAGE_SIZE = 20

/** Arguments that say how many entries a page has, where no `@listSize` says otherwise. */
const PAGE_SIZES = ['first', 'last']

/** How many entries a field asks for, itself or in lists below it. */
export interface PageSize {
  entries: Amount
  /** Fields below that have so many entries each; `lists` for every list right below. */
  sizedFields: readonly string[] | 'lists'
  /** Says which arguments there should be just one of, when there are others; absent where that is no rule. */
  oneOf?: { names: readonly string[]; given: Amount }
}

/** What `@listSize` says of a field, or else arguments named `first` or `last`. `undefined` when nothing says. */
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

/** A size that is given, or a variable that may give it; a variable without a value leaves the argument's default. */
type Size = number | { variable: string; standard: number | undefined }

function sizesOf(node: FieldNode, args: readonly GraphQLArgument[], names: readonly string[]): Size[] {
  return args
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, defaultValue }): Size[] => {
      const standard = typeof defaultValue === 'number' ? defaultValue : undefined
      const value = node.arguments?.find(argument => argument.name.value === name)?.value
      if (value?.kind === Kind.VARIABLE) return [{ variable: value.name.value, standard }]
      if (value?.kind === Kind.INT) return [Math.max(0, Number(value.value))]
      return value || standard === undefined ? [] : [Math.max(0, standard)]
    })
}

function numberOf(size: Size, variables: JsonObject): number | undefined {
  if (typeof size === 'number') return size
  const value = get(variables, size.variable)
  if (typeof value === 'number') return Math.max(0, value)
  return value === undefined ? size.standard : undefined
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
