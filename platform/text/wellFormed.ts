import { z } from 'zod'

/**
 * Whether a text is whole Unicode characters, without half of a surrogate pair.
 *
 * Half of one has no UTF-8: what hashes, encodes or stores it takes the same replacement for every one of them, so that
 * different texts would be equal.
 */
export const isWellFormed = (text: string): boolean => text.isWellFormed()

/** Says what to do about text that is not well formed. */
export const NOT_WELL_FORMED = 'Give text of whole Unicode characters.'

/** A text of an input schema, refused when it is not well formed; further rules chain as on `z.string()`. */
export const wellFormedText = () => z.string().refine(isWellFormed, { error: NOT_WELL_FORMED, abort: true })
