import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'

/**
 * Whether a value's JSON is within bounds, and all its texts, including keys, are well formed. The walk stops at the
 * bounds, however large the value is.
 * @param bounds.depth maximum nesting of objects and lists.
 */
export function isBoundedJson(value: unknown, bounds: { characters: number; depth: number }): boolean {
  let left = bounds.characters

  /** Subtracts the minimum of characters that JSON has. */
  const take = (characters: number): boolean => {
    left -= characters
    return left >= 0
  }

  const isText = (text: string): boolean => take(text.length + 2) && isWellFormed(text)

  function isBounded(part: unknown, depth: number): boolean {
    if (typeof part === 'string') return isText(part)
    if (typeof part !== 'object' || part === null) return take(1)
    if (depth === 0 || !take(2)) return false
    if (Array.isArray(part)) return part.length <= left && part.every(item => isBounded(item, depth - 1))
    for (const name in part) {
      if (!isText(name) || !isBounded((part as Record<string, unknown>)[name], depth - 1)) return false
    }
    return true
  }

  return isBounded(value, bounds.depth) && JSON.stringify(value).length <= bounds.characters
}
