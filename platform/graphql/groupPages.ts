import { type EntityKey, type EntityName, type FilterQuery, raw } from '@mikro-orm/core'
import type { EntityManager } from '../database/database.ts'
import { type Connection, isScalar, type PageArgs, pageSize } from './connection.ts'
import { Cursors, foreignCursor } from './cursors.ts'

/** The same list of many parents, for example the tasks of each project of a page. */
export interface GroupPages<Entity> {
  entity: EntityName<Entity>
  /** The column that holds the parent's id. */
  groupBy: EntityKey<Entity>
  /** The parents' ids. */
  groups: readonly string[]
  /** A column that sorts by age and is unique within a group, such as a UUIDv7; newest first. */
  newestBy: EntityKey<Entity>
  where?: FilterQuery<NoInfer<Entity>>
  page: PageArgs
}

/**
 * One page for each of many parents, by one query.
 * @returns a page for every requested parent, an empty one without rows; none for parents of whose list the cursor is
 * not.
 * @throws BAD_USER_INPUT as `findPage` does.
 */
export async function findGroupPages<Entity extends object>(
  em: EntityManager,
  options: GroupPages<Entity>,
): Promise<Map<string, Connection<Entity>>> {
  const first = pageSize(options.page.first)
  const { groups, after } = startOf(em, options)
  const rows = await newestRows(em, { ...options, groups, after }, first + 1)
  const byGroup = Map.groupBy(rows, row => String(row[options.groupBy]))
  const counts = lazily(() => countGroups(em, { ...options, groups }))
  return new Map(
    groups.map(group => {
      const cursors = cursorsOf(em, options, group)
      const page = {
        first,
        hasPreviousPage: after !== undefined,
        cursorOf: (row: Entity) => cursors.encode([row[options.newestBy]]),
        totalCount: async () => (await counts()).get(group) ?? 0,
      }
      return [group, toConnection(byGroup.get(group) ?? [], page)]
    }),
  )
}

const cursorsOf = <Entity extends object>(
  em: EntityManager,
  { entity, groupBy, newestBy }: GroupPages<Entity>,
  group: string,
) => new Cursors([em.getMetadata().get(entity).className, groupBy, group, newestBy])

/** Where pages begin, and the parents that have a page there. */
function startOf<Entity extends object>(
  em: EntityManager,
  options: GroupPages<Entity>,
): { groups: readonly string[]; after?: unknown } {
  const { groups, page } = options
  if (page.after == null) return { groups }
  for (const group of groups) {
    const sortKey = cursorsOf(em, options, group).decode(page.after)
    if (sortKey?.length === 1 && isScalar(sortKey[0])) return { groups: [group], after: sortKey[0] }
  }
  throw foreignCursor()
}

/** Row counts by parent, by one query; parents without rows are omitted. */
async function countGroups<Entity extends object>(
  em: EntityManager,
  options: Pick<GroupPages<Entity>, 'entity' | 'groupBy' | 'groups' | 'where'>,
): Promise<Map<string, number>> {
  const { entity, groupBy, groups, where } = options
  const rows: { group: string; count: number | string }[] = await em
    .createQueryBuilder(entity, 'e')
    .select([raw('?? as ??', [columnOf(em, entity, groupBy), 'group']), raw('count(*) as ??', ['count'])] as never)
    .where(inGroups(groupBy, groups, where))
    .groupBy(groupBy as never)
    .execute('all')
  return new Map(rows.map(row => [row.group, Number(row.count)]))
}

async function newestRows<Entity extends object>(
  em: EntityManager,
  { entity, groupBy, groups, newestBy, where, after }: GroupPages<Entity> & { after?: unknown },
  limit: number,
): Promise<Entity[]> {
  if (groups.length === 0) return []
  const ranked = em
    .createQueryBuilder(entity, 'e')
    .select([
      '*',
      raw('row_number() over (partition by ?? order by ?? desc) as ??', [
        columnOf(em, entity, groupBy),
        columnOf(em, entity, newestBy),
        'row_rank',
      ]),
    ] as never)
    .where(inGroups(groupBy, groups, where))
  if (after !== undefined) ranked.andWhere({ [newestBy]: { $lt: after } } as never)
  const { sql, params } = ranked.toQuery()
  const rows: object[] = await em
    .getConnection()
    .execute(
      `select * from (${sql}) as ranked where row_rank <= ? order by row_rank`,
      [...params, limit],
      'all',
      em.getTransactionContext(),
    )
  return rows.map(({ row_rank: _, ...row }: { row_rank?: number }) => em.map(entity, row as never) as Entity)
}

const columnOf = <Entity>(em: EntityManager, entity: EntityName<Entity>, property: EntityKey<Entity>) =>
  `e.${em.getMetadata().get(entity).properties[property].fieldNames[0]}`

const inGroups = <Entity>(
  groupBy: EntityKey<Entity>,
  groups: readonly string[],
  where?: FilterQuery<NoInfer<Entity>>,
) => ({ $and: [{ [groupBy]: { $in: groups } }, ...(where ? [where] : [])] }) as never

function toConnection<Entity>(
  rows: Entity[],
  page: {
    first: number
    hasPreviousPage: boolean
    cursorOf: (row: Entity) => string
    totalCount: () => Promise<number>
  },
): Connection<Entity> {
  const edges = rows.slice(0, page.first).map(node => ({ cursor: page.cursorOf(node), node }))
  return {
    edges,
    nodes: edges.map(edge => edge.node),
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page.totalCount,
  }
}

function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= load()
    return loaded
  }
}
