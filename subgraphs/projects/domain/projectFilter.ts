import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { characters } from '@atelier/platform/text/shownText.ts'
import { isWellFormed, NOT_WELL_FORMED } from '@atelier/platform/text/wellFormed.ts'
import type { Visibility } from './access.ts'
import { foldTag, MAX_TAG } from './projectInput.ts'
import { fold } from './text.ts'

const MAX_SEARCH = 200

/** The filter of a list of projects, from the client. */
export interface ProjectFilter {
  search?: string | null
  tag?: string | null
  archived?: boolean | null
  visibility?: Visibility | null
}

/** The filter for the query; `undefined` fields match all. */
export interface Wanted {
  search: string | undefined
  tag: string | undefined
  archived: boolean | undefined
  visibility: Visibility | undefined
}

/** @throws BAD_USER_INPUT for a text that is too long or not well formed. */
export function wantedBy(filter: ProjectFilter | null | undefined): Wanted {
  const search = textOf(filter?.search, 'search', MAX_SEARCH)?.trim() || undefined
  const tag = textOf(filter?.tag, 'tag', MAX_TAG)
  return {
    search: search && fold(search),
    tag: tag === undefined ? undefined : foldTag(tag),
    archived: filter?.archived ?? undefined,
    visibility: filter?.visibility ?? undefined,
  }
}

/** Checks the length before the text is normalized. */
function textOf(text: string | null | undefined, field: string, max: number): string | undefined {
  if (text == null) return undefined
  // A character has at most two units.
  if (text.length > 2 * max || characters(text) > max) {
    throw badUserInput(`filter.${field} must have at most ${max} characters.`)
  }
  if (!isWellFormed(text)) throw badUserInput(`filter.${field}: ${NOT_WELL_FORMED}`)
  return text
}
