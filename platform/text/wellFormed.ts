import { z } from 'zod'

/**
 * Whether a text has no lone surrogates.
 *
 * A lone surrogate has no UTF-8: hashing, encoding or storing replaces each by the same character, so that different
 * texts would become equal.
 */
export const isWellFormed = (text: string): boolean => text.isWellFormed()

/** The message for text that is not well formed. */
export const NOT_WELL_FORMED = 'Give well-formed Unicode text, without lone surrogates.'

/** A text of an input schema, rejected when not well formed; further rules chain as on `z.string()`. */
export const wellFormedText = () => z.string().refine(isWellFormed, { error: NOT_WELL_FORMED, abort: true })
