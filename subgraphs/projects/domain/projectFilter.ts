import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Visibility } from './access.ts'
import { foldTag } from './projectInput.ts'
import { fold, lengthOf } from './text.ts'

const MAX_SEARCH = 200

/** Which projects a list shows, as clients say it. */
export interface ProjectFilter {
  search?: string | null
  tag?: string | null
  archived?: boolean | null
  visibility?: Visibility | null
}

/** The same, ready to be compared with what is kept; `undefined` where anything fits. */
export interface Wanted {
  search: string | undefined
  tag: string | undefined
  archived: boolean | undefined
  visibility: Visibility | undefined
}

/** @throws BAD_USER_INPUT for a search text that is too long. */
export function wantedBy(filter: ProjectFilter | null | undefined): Wanted {
  const search = filter?.search?.trim() || undefined
  if (search && lengthOf(search) > MAX_SEARCH) {
    throw badUserInput(`filter.search must have at most ${MAX_SEARCH} characters.`)
  }
  return {
    search: search && fold(search),
    tag: filter?.tag == null ? undefined : foldTag(filter.tag),
    archived: filter?.archived ?? undefined,
    visibility: filter?.visibility ?? undefined,
  }
}
