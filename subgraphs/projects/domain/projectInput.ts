import { z } from 'zod'
import { PROJECT_ROLES, VISIBILITIES } from './access.ts'
import { fold, isReadable, lengthOf } from './text.ts'

/** The longest name, in characters. */
export const MAX_NAME = 120
/** The longest description, in characters. */
export const MAX_DESCRIPTION = 4_000
/** The longest tag, in characters. */
export const MAX_TAG = 40
/** How many tags a project has at most. */
export const MAX_TAGS = 20

const between = (min: number, max: number) => (text: string) => {
  const length = lengthOf(text)
  return length >= min && length <= max
}

const name = z
  .string({ error: 'Give a name, or leave it out to keep the one there is.' })
  .trim()
  .refine(between(1, MAX_NAME), `Give a name of 1 to ${MAX_NAME} characters.`)
  .refine(isReadable, 'Leave control characters out of the name.')

const description = z
  .string()
  .refine(between(0, MAX_DESCRIPTION), `Give a description of at most ${MAX_DESCRIPTION} characters.`)
  .refine(text => text.isWellFormed(), 'Give a description of whole characters.')

/** A tag as it is kept and looked for. */
export const foldTag = (text: string): string => fold(text.trim())

const tag = z
  .string()
  .transform(foldTag)
  .refine(between(1, MAX_TAG), `Give tags of 1 to ${MAX_TAG} characters.`)
  .refine(isReadable, 'Leave control characters out of tags.')

const tags = z
  .array(tag, { error: 'Give a list of tags, or leave it out to keep those there are.' })
  .max(MAX_TAGS, `Give at most ${MAX_TAGS} tags.`)
  .transform(all => [...new Set(all)])

const visibility = z.enum(VISIBILITIES, { error: 'Give PRIVATE or PUBLIC, or leave it out.' })

/** What a new project is made from. */
export const newProject = z.object({
  name,
  description: description.nullish().transform(text => text ?? null),
  visibility: visibility.nullish().transform(given => given ?? 'PRIVATE'),
  tags: tags.nullish().transform(given => given ?? []),
})
export type NewProject = z.output<typeof newProject>

/** What shall change in a project; what is absent stays. */
export const projectEdit = z.object({
  name: name.optional(),
  description: description.nullable().optional(),
  visibility: visibility.optional(),
  tags: tags.optional(),
})
export type ProjectEdit = z.output<typeof projectEdit>

/** The role of somebody who joins; a project has one owner and keeps them. */
export const joiningRole = z.enum(PROJECT_ROLES).exclude(['OWNER'])
export type JoiningRole = z.output<typeof joiningRole>
