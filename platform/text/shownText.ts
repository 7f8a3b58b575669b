import { wellFormedText } from './wellFormed.ts'

/** Characters without a glyph, or that change others: controls, direction overrides, zero-width characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Scripts with letters that are shaped by a zero-width joiner or non-joiner. */
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}' +
  '\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}' +
  '\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}'

/** Hidden characters in valid positions: within an emoji, or between letters that they shape. */
const PROPER = new RegExp(
  [
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]',
    '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
    `(?<=[${JOINING}])[\\u200C\\u200D](?=[${JOINING}])`,
  ].join('|'),
  'gu',
)

/** More marks on one letter than any language uses: they overlap other lines. */
const PILED_MARKS =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}][\p{Mn}\p{Me}]{3}|[\p{Mn}\p{Me}]{5}/u

/** A leading mark combines with whatever precedes the text. */
const MARK_FIRST = /^\p{M}/u

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Maximum UTF-16 units per character of the normalized text. */
const UNITS_PER_CHARACTER = 12

/** The normalized line: NFC, single spaces, trimmed. */
export const tidyLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()

/**
 * The fault of a line that would not display as what it is, as advice; `undefined` without one: control, private or
 * unassigned characters, invisible ones, direction overrides, piles of marks.
 * @param line normalized and well formed.
 */
export function shownLineFault(line: string): string | undefined {
  if (HIDDEN.test(line.replace(PROPER, ''))) return 'Leave out control characters and others that cannot be seen.'
  if (PILED_MARKS.test(line) || MARK_FIRST.test(line))
    return 'Leave out combining marks without a base letter, and long sequences of them on one letter.'
  if (!VISIBLE.test(line)) return 'Give at least one character that can be seen.'
  return undefined
}

/** Control characters except line breaks and tabs, and direction overrides. */
const CONTROLS = /[^\P{Cc}\n\r\t]|[\u202A-\u202E\u2066-\u2069]/u

/**
 * The fault of a text of several lines, as advice; `undefined` without one. It may be empty, and contain the joiners
 * and direction marks of languages and emoji.
 */
export const shownTextFault = (text: string): string | undefined =>
  CONTROLS.test(text) ? 'Leave out control characters, and those that turn the direction of others.' : undefined

/** The length of a text in code points, as databases count, not in UTF-16 units. */
export const characters = (text: string): number => [...text].length

/** A displayed line of an input schema: 1 to `max` characters, normalized. @param error names that length. */
export const shownLine = ({ max, error }: { max: number; error: string }) =>
  wellFormedText()
    .max(max * UNITS_PER_CHARACTER, { error, abort: true })
    .transform(tidyLine)
    .refine(line => characters(line) >= 1 && characters(line) <= max, { error, abort: true })
    .refine(line => shownLineFault(line) === undefined, { error: issue => shownLineFault(issue.input as string) })
