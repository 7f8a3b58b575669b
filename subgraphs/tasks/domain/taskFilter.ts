import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { isWellFormed, NOT_WELL_FORMED } from '@atelier/platform/text/wellFormed.ts'
import { isAtMost, LIMITS } from './limits.ts'

interface TaskFilter<Status> {
  search?: string | null
  status?: readonly Status[] | null
}

/**
 * A filter with distinct statuses. Lengths are checked first.
 * @throws BAD_USER_INPUT for texts that are too long or not well formed.
 */
export function checkedFilter<Status, Filter extends TaskFilter<Status>>(
  filter: (Filter & TaskFilter<Status>) | null | undefined,
): Partial<Filter> {
  if (!filter) return {}
  const { search, status } = filter
  if (status && status.length > LIMITS.statusesAtOnce) {
    throw badUserInput(`filter.status must have at most ${LIMITS.statusesAtOnce} entries.`)
  }
  if (search != null && !isAtMost(LIMITS.searchCharacters, search)) {
    throw badUserInput(`filter.search must have at most ${LIMITS.searchCharacters} characters.`)
  }
  if (search != null && !isWellFormed(search)) throw badUserInput(`filter.search: ${NOT_WELL_FORMED}`)
  return { ...filter, ...(status && { status: [...new Set(status)] }) }
}
