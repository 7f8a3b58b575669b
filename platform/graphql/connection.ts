import { Cursor, type EntityKey, type EntityName, type FilterQuery, type OrderDefinition } from '@mikro-orm/core'
import type { EntityManager } from '../database/database.ts'
import { badUserInput } from '../errors/graphqlErrors.ts'
import { Cursors, foreignCursor } from './cursors.ts'

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
 * @param options.list tells lists of the same entity apart, whose cursors are not for each other; filters do not.
 * @throws BAD_USER_INPUT for a `first` outside 1..100 or a cursor of another list or order.
 */
export async function findPage<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  options: { where: FilterQuery<NoInfer<Entity>>; orderBy: OrderDefinition<Entity>; page: PageArgs; list?: string },
): Promise<Connection<Entity>> {
  const { where, orderBy, page, list = null } = options
  const first = pageSize(page.first)
  const order = Object.entries(orderBy)
  const cursors = new Cursors([em.getMetadata().get(entity).className, list, order])
  const after =
    page.after == null
      ? undefined
      : Cursor.encode(sortKeyOf(page.after, cursors, order.length, datesOf(em, entity, orderBy)))
  const found = await em.findByCursor(entity, { where, orderBy, first, after, includeCount: false })
  const edges = found.items.map(item => ({
    cursor: cursors.encode(Cursor.decode(found.from(item))),
    node: item as Entity,
  }))
  return {
    edges,
    nodes: edges.map(edge => edge.node),
    pageInfo: {
      hasNextPage: found.hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
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

/**
 * The sort key in a cursor of a list.
 * @param dates positions of timestamps; the database could not compare an invalid one.
 * @throws BAD_USER_INPUT for a cursor of another list.
 */
function sortKeyOf(cursor: string, cursors: Cursors, columns: number, dates: readonly number[]): unknown[] {
  const values = cursors.decode(cursor)
  const isKey =
    values?.length === columns &&
    values.every(isScalar) &&
    dates.every(position => values[position] === null || !Number.isNaN(Date.parse(String(values[position]))))
  if (!isKey) throw foreignCursor()
  return values
}

export const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value)

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
