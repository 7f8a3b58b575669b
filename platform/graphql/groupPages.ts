import { Cursor, type EntityKey, type EntityName, type FilterQuery, raw } from '@mikro-orm/core'
import type { EntityManager } from '../database/database.ts'
import { type Connection, checkCursor, type PageArgs, pageSize } from './connection.ts'

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
 * @returns a page for every requested parent, an empty one without rows.
 * @throws BAD_USER_INPUT as `findPage` does.
 */
export async function findGroupPages<Entity extends object>(
  em: EntityManager,
  options: GroupPages<Entity>,
): Promise<Map<string, Connection<Entity>>> {
  const first = pageSize(options.page.first)
  const rows = await newestRows(em, options, first + 1)
  const byGroup = Map.groupBy(rows, row => String(row[options.groupBy]))
  const counts = lazily(() => countGroups(em, options))
  return new Map(
    options.groups.map(group => [
      group,
      toConnection(byGroup.get(group) ?? [], {
        first,
        after: options.page.after ?? undefined,
        cursorOf: row => Cursor.encode([row[options.newestBy]]),
        totalCount: async () => (await counts()).get(group) ?? 0,
      }),
    ]),
  )
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
  { entity, groupBy, groups, newestBy, where, page }: GroupPages<Entity>,
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
  if (page.after) {
    checkCursor(page.after, 1)
    ranked.andWhere({ [newestBy]: { $lt: Cursor.decode(page.after)[0] } } as never)
  }
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
    after: string | undefined
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
      hasPreviousPage: page.after !== undefined,
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
