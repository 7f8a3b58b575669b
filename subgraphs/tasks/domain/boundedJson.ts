import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'

/**
 * Whether a value is within bounds as JSON, and all its texts, names included, are whole characters. Looks no further
 * than the bounds go, however large the value is.
 * @param bounds.depth how many objects and lists stand inside one another at most.
 */
export function isBoundedJson(value: unknown, bounds: { characters: number; depth: number }): boolean {
  let left = bounds.characters

  /** Takes characters that JSON has at least. */
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
