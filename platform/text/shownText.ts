import { wellFormedText } from './wellFormed.ts'

/** What has no glyph of its own or changes how others are shown: controls, direction overrides, zero-width characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** The scripts whose letters take other shapes beside a zero-width joiner or non-joiner. */
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}' +
  '\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}' +
  '\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}'

/** Hidden characters in their proper places: within an emoji, or between letters that they shape. */
const PROPER = new RegExp(
  [
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]',
    '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
    `(?<=[${JOINING}])[\\u200C\\u200D](?=[${JOINING}])`,
  ].join('|'),
  'gu',
)

/** More marks on one letter than any language writes: they grow over the lines above and below. */
const PILED_MARKS =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}][\p{Mn}\p{Me}]{3}|[\p{Mn}\p{Me}]{5}/u

/** A mark at the beginning sits on whatever a client shows before the text. */
const MARK_FIRST = /^\p{M}/u

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** How many UTF-16 units a text may take for each character that is left of it when it is tidy. */
const UNITS_PER_CHARACTER = 12

/** A line as it is kept: composed (NFC), with one plain space for each run of spaces and none at its ends. */
export const tidyLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()

/**
 * What keeps people from seeing a line for what it is, as a sentence that says what to do; `undefined` where nothing
 * does: no control, private or unassigned characters, nothing that is invisible or turns the direction, no piles of
 * marks.
 * @param line tidy and well formed.
 */
export function shownLineFault(line: string): string | undefined {
  if (HIDDEN.test(line.replace(PROPER, ''))) return 'Leave out control characters and others that cannot be seen.'
  if (PILED_MARKS.test(line) || MARK_FIRST.test(line))
    return 'Leave out marks that stand on no letter or pile up on one.'
  if (!VISIBLE.test(line)) return 'Give at least one character that can be seen.'
  return undefined
}

/** Characters that control a terminal, other than those that break lines and tabs, or turn the direction of others. */
const CONTROLS = /[^\P{Cc}\n\r\t]|[\u202A-\u202E\u2066-\u2069]/u

/**
 * What keeps people from reading a text of several lines for what it is, as a sentence that says what to do; `undefined`
 * where nothing does. It may be empty, and hold whatever languages and emoji are written with, joiners and marks of
 * direction included.
 */
export const shownTextFault = (text: string): string | undefined =>
  CONTROLS.test(text) ? 'Leave out control characters, and those that turn the direction of others.' : undefined

/** The length of a text in characters as people and databases count them, not in UTF-16 units. */
export const characters = (text: string): number => [...text].length

/** A line of an input schema that others are shown: of 1 to `max` characters, tidied. @param error says that length. */
export const shownLine = ({ max, error }: { max: number; error: string }) =>
  wellFormedText()
    .max(max * UNITS_PER_CHARACTER, { error, abort: true })
    .transform(tidyLine)
    .refine(line => characters(line) >= 1 && characters(line) <= max, { error, abort: true })
    .refine(line => shownLineFault(line) === undefined, { error: issue => shownLineFault(issue.input as string) })
