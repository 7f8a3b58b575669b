import DataLoader from 'dataloader'

/**
 * Loads by id in batches: however many rows of a list ask, one query answers.
 * @param remember whether answers are kept for the loader's life; false where it outlives one answer.
 * @param load finds the things of these ids, in any order, those that do not exist left out.
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
 * Loads the members of groups in batches, for example the artifacts of tasks.
 * @param groupOf names the group that a member belongs to.
 * @param load finds the members of these groups, each group's in the order in which they are shown.
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
