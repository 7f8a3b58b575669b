import { characters, shownLine, shownTextFault, tidyLine } from '@atelier/platform/text/shownText.ts'
import { wellFormedText } from '@atelier/platform/text/wellFormed.ts'
import { z } from 'zod'
import { PROJECT_ROLES, VISIBILITIES } from './access.ts'
import { fold } from './text.ts'

/** Maximum length of a name, in characters. */
export const MAX_NAME = 120
/** Maximum length of a description, in characters. */
export const MAX_DESCRIPTION = 4_000
/** Maximum length of a tag, in characters. */
export const MAX_TAG = 40
/** Maximum tags of a project. */
export const MAX_TAGS = 20

const TOO_LONG_A_DESCRIPTION = `Give a description of at most ${MAX_DESCRIPTION} characters.`
const TOO_LONG_A_TAG = `Give tags of 1 to ${MAX_TAG} characters.`

const name = z
  .string({ error: 'Give a name, or omit it to keep the current one.' })
  .pipe(shownLine({ max: MAX_NAME, error: `Give a name of 1 to ${MAX_NAME} characters.` }))

const description = wellFormedText()
  .max(2 * MAX_DESCRIPTION, { error: TOO_LONG_A_DESCRIPTION, abort: true })
  .refine(text => characters(text) <= MAX_DESCRIPTION, TOO_LONG_A_DESCRIPTION)
  .refine(text => shownTextFault(text) === undefined, { error: issue => shownTextFault(issue.input as string) })

/** A tag, normalized for storing and lookups. */
export const foldTag = (text: string): string => fold(tidyLine(text))

const tag = shownLine({ max: MAX_TAG, error: TOO_LONG_A_TAG })
  .transform(fold)
  .refine(text => characters(text) <= MAX_TAG, TOO_LONG_A_TAG)

const tags = z
  .array(z.unknown(), { error: 'Give a list of tags, or omit it to keep the current ones.' })
  // Their number is checked before each of them.
  .max(MAX_TAGS, `Give at most ${MAX_TAGS} tags.`)
  .pipe(z.array(tag).transform(all => [...new Set(all)]))

const visibility = z.enum(VISIBILITIES, { error: 'Give PRIVATE or PUBLIC, or leave it out.' })

/** The input of a new project. */
export const newProject = z.object({
  name,
  description: description.nullish().transform(text => text ?? null),
  visibility: visibility.nullish().transform(given => given ?? 'PRIVATE'),
  tags: tags.nullish().transform(given => given ?? []),
})
export type NewProject = z.output<typeof newProject>

/** The changes to a project; absent fields stay. */
export const projectEdit = z.object({
  name: name.optional(),
  description: description.nullable().optional(),
  visibility: visibility.optional(),
  tags: tags.optional(),
})
export type ProjectEdit = z.output<typeof projectEdit>

/** The role of a new member; a project has one owner, who stays. */
export const joiningRole = z.enum(PROJECT_ROLES).exclude(['OWNER'])
export type JoiningRole = z.output<typeof joiningRole>
