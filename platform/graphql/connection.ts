import { Cursor, type EntityKey, type EntityName, type FilterQuery, type OrderDefinition } from '@mikro-orm/core'
import type { EntityManager } from '../database/database.ts'
import { badUserInput } from '../errors/graphqlErrors.ts'

/** The Relay connection of list fields: https://relay.dev/graphql/connections.htm */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: PageInfo
  /** Counted only when requested: graphql-js calls a function found as a field's value. */
  totalCount: number | (() => Promise<number>)
}

export interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
}

/** The paging arguments of a list field. */
export interface PageArgs {
  first?: number | null
  after?: string | null
}

const STANDARD_PAGE = 20
const MAX_PAGE = 100

/**
 * One page of a list, by keyset: the cursor holds the sort key of its row, so that deep pages cost no more than the
 * first and inserted or deleted rows shift nothing. The order must end in a unique column.
 * @throws BAD_USER_INPUT for a `first` outside 1..100 or a cursor of another list.
 */
export async function findPage<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  options: { where: FilterQuery<NoInfer<Entity>>; orderBy: OrderDefinition<Entity>; page: PageArgs },
): Promise<Connection<Entity>> {
  const { where, orderBy, page } = options
  const first = pageSize(page.first)
  const after = page.after ?? undefined
  if (after !== undefined) checkCursor(after, Object.keys(orderBy).length, datesOf(em, entity, orderBy))
  const found = await em.findByCursor(entity, { where, orderBy, first, after, includeCount: false })
  const edges = found.items.map(item => ({ cursor: found.from(item), node: item as Entity }))
  return {
    edges,
    nodes: edges.map(edge => edge.node),
    pageInfo: {
      hasNextPage: found.hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: found.startCursor,
      endCursor: found.endCursor,
    },
    totalCount: () => em.count(entity, where),
  }
}

/** The same page with mapped nodes. */
export function mapConnection<A, B>(connection: Connection<A>, map: (node: A) => B): Connection<B> {
  const edges = connection.edges.map(({ cursor, node }) => ({ cursor, node: map(node) }))
  return { ...connection, edges, nodes: edges.map(edge => edge.node) }
}

export function pageSize(first: number | null | undefined): number {
  const size = first ?? STANDARD_PAGE
  if (size < 1 || size > MAX_PAGE) throw badUserInput(`first must be between 1 and ${MAX_PAGE}.`)
  return size
}

/** @param dates positions of timestamps; the database could not compare an invalid one. */
export function checkCursor(cursor: string, columns: number, dates: readonly number[] = []): void {
  const values = decode(cursor)
  const scalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value)
  const isOfList =
    Array.isArray(values) &&
    values.length === columns &&
    values.every(scalar) &&
    dates.every(position => values[position] === null || !Number.isNaN(Date.parse(String(values[position]))))
  if (!isOfList) throw badUserInput('after must be a cursor of this list, as an earlier page gave it.')
}

function datesOf<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  orderBy: OrderDefinition<Entity>,
): number[] {
  const { properties } = em.getMetadata().get(entity)
  return Object.keys(orderBy).flatMap((name, position) =>
    properties[name as EntityKey<Entity>]?.runtimeType === 'Date' ? [position] : [],
  )
}

function decode(cursor: string): unknown {
  try {
    return Cursor.decode(cursor)
  } catch {
    return undefined
  }
}
