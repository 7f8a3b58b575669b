import DataLoader from 'dataloader'

/**
 * A dataloader by id: one query for all rows of a list.
 * @param remember whether results are cached for the loader's life; false where it outlives one response.
 * @param load finds the rows of these ids, in any order, missing ones omitted.
 */
export function loaderById<Value extends { id: string }>(
  remember: boolean,
  load: (ids: readonly string[]) => Promise<readonly Value[]>,
): DataLoader<string, Value | null> {
  return new DataLoader(
    async ids => {
      const byId = new Map((await load(ids)).map(value => [value.id, value]))
      return ids.map(id => byId.get(id) ?? null)
    },
    { cache: remember },
  )
}

/**
 * A dataloader of groups, for example the artifacts of tasks.
 * @param groupOf the group of a member.
 * @param load finds the members of these groups, each group's in display order.
 */
export function loaderByGroup<Value>(
  remember: boolean,
  groupOf: (value: Value) => string,
  load: (groupIds: readonly string[]) => Promise<readonly Value[]>,
): DataLoader<string, Value[]> {
  return new DataLoader(
    async ids => {
      const groups = Map.groupBy(await load(ids), groupOf)
      return ids.map(id => groups.get(id) ?? [])
    },
    { cache: remember },
  )
}
