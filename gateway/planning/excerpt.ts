/** Characters of an excerpt, about. */
const MAX_LENGTH = 200

/** Items and members that an excerpt shows of one list or object. */
const MAX_ITEMS = 10

/** Lists and objects within one another that are shown. */
const MAX_LEVELS = 3

/** A value as an error message shows it: all of a short one, the beginning of a long one, whatever its size. */
export function excerptOf(value: unknown, levels = MAX_LEVELS, most = MAX_LENGTH): string {
  if (typeof value === 'string') return JSON.stringify(value.length > most ? `${value.slice(0, most)}…` : value)
  if (typeof value !== 'object' || value === null) return String(value)
  const isList = Array.isArray(value)
  if (levels === 0) return isList ? '[Array]' : '[Object]'
  const shown: string[] = []
  let left = most
  const add = (item: unknown, key = '') => {
    if (shown.length >= MAX_ITEMS || left <= 0) return false
    const text = `${key.length > left ? `${key.slice(0, left)}…` : key}${excerptOf(item, levels - 1, left)}`
    shown.push(text)
    left -= text.length
    return true
  }
  if (isList) {
    value.every(item => add(item))
    const more = value.length - shown.length
    if (more > 0) shown.push(`... ${more} more ${more === 1 ? 'item' : 'items'}`)
    return `[${shown.join(', ')}]`
  }
  // Not `Object.entries`, which would list all members first.
  for (const key in value) {
    if (add((value as Record<string, unknown>)[key], `${key}: `)) continue
    shown.push('...')
    break
  }
  return shown.length ? `{ ${shown.join(', ')} }` : '{}'
}
