import { shownTextFault } from '@atelier/platform/text/shownText.ts'
import { isWellFormed, NOT_WELL_FORMED } from '@atelier/platform/text/wellFormed.ts'
import { isStyle } from '@atelier/schema/messages/styles.ts'
import { z } from 'zod'
import { isBoundedJson } from './boundedJson.ts'
import { isAtMost, LIMITS } from './limits.ts'
import { parseSize } from './pictureSize.ts'
import type { TaskPriority } from './priority.ts'

/** The code and message of a failed check. */
const fault = (code: string, error: string) => ({ error, params: { code } })

const wholeBetween = (min: number, max: number) => (value: number) =>
  Number.isInteger(value) && value >= min && value <= max

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const OPTIONS_BOUNDS = { characters: LIMITS.optionsCharacters, depth: LIMITS.optionsDepth }

const size = z
  .string()
  .refine(
    text => parseSize(text) !== undefined,
    fault('INVALID_SIZE', 'Write the size as WIDTHxHEIGHT, each from 64 to 2048, for example 1024x768.'),
  )
  .transform(text => parseSize(text) ?? { width: 0, height: 0 })

const style = z
  .string()
  .refine(isStyle, fault('UNKNOWN_STYLE', 'There is no such style. Query `styles` for all styles.'))

const isPromptShort = (text: string) => isAtMost(LIMITS.promptCharacters, text)

const tooLong = {
  ...fault('INVALID_PROMPT', `Shorten the prompt to ${LIMITS.promptCharacters} characters.`),
  abort: true,
}

const halves = { ...fault('INVALID_PROMPT', NOT_WELL_FORMED), abort: true }

/** A prompt or words: limited in length, and without hidden characters. */
const words = z
  .string()
  .refine(isPromptShort, tooLong)
  .refine(isWellFormed, halves)
  .refine(text => shownTextFault(text) === undefined, {
    error: issue => shownTextFault(issue.input as string),
    params: { code: 'INVALID_PROMPT' },
    abort: true,
  })

/** Validation of the fields that both kinds of request share. `null` = omitted field. */
export const requestFields = {
  size,
  style,
  prompt: words.refine(text => text.trim() !== '', fault('INVALID_PROMPT', 'Give a prompt.')),
  tint: words,
  count: z
    .number()
    .refine(wholeBetween(1, LIMITS.count), fault('INVALID_COUNT', `Ask for 1 to ${LIMITS.count} pictures.`)),
  seed: z
    .number()
    .refine(wholeBetween(0, LIMITS.seed), fault('INVALID_SEED', `Choose a seed from 0 to ${LIMITS.seed}.`))
    .nullish(),
  strength: z
    .number()
    .refine(value => value >= 0 && value <= 1, fault('INVALID_STRENGTH', 'Choose a strength from 0 to 1.')),
  options: z.preprocess(
    value => value ?? null,
    z.custom<Record<string, unknown> | null>(
      value => value === null || (isObject(value) && isBoundedJson(value, OPTIONS_BOUNDS)),
      fault(
        'INVALID_OPTIONS',
        `Options must be an object of at most ${LIMITS.optionsCharacters} characters as JSON and ${LIMITS.optionsDepth} levels, in well-formed Unicode.`,
      ),
    ),
  ),
  priority: z.enum(['LOW', 'NORMAL', 'HIGH']),
  idempotencyKey: z
    .string()
    .refine(
      key => key !== '' && isAtMost(LIMITS.idempotencyKeyCharacters, key) && isWellFormed(key),
      fault('INVALID_IDEMPOTENCY_KEY', `Use a key of 1 to ${LIMITS.idempotencyKeyCharacters} characters.`),
    )
    .nullish(),
  /** @param offered ids of the offered models. */
  model: (offered: readonly string[]) =>
    z
      .string()
      .refine(
        id => offered.includes(id),
        fault('UNKNOWN_MODEL', 'There is no such model. Query `models` for all models.'),
      )
      .nullish()
      .transform(id => id ?? null),
  embedPrompt: z
    .boolean()
    .nullish()
    .transform(choice => choice ?? null),
}

/** The value, or the default for an omitted or `null` field. */
export const withDefault = <Schema extends z.ZodType>(schema: Schema, defaultValue: z.input<Schema>) =>
  z.preprocess(value => value ?? defaultValue, schema)

/** Fields that both kinds of request share. @param models ids of the offered models. */
export const sharedFields = (models: readonly string[]) => ({
  projectId: z.string(),
  count: withDefault(requestFields.count, 1),
  seed: requestFields.seed,
  options: requestFields.options,
  model: requestFields.model(models),
  embedPrompt: requestFields.embedPrompt,
  priority: withDefault(requestFields.priority, 'NORMAL'),
  idempotencyKey: requestFields.idempotencyKey,
})

/** The project and priority of a task, besides its request. */
export interface Placement {
  projectId: string
  priority: TaskPriority
  idempotencyKey?: string | null | undefined
}
