import { ExactNumber } from '../graphql/exactNumber.ts'

/** Characters of an excerpt, about. */
const MAX_LENGTH = 200

/** Maximum items or fields shown of one list or object. */
const MAX_ITEMS = 10

/** Maximum nesting shown. */
const MAX_LEVELS = 3

/** A value truncated for an error message. */
export function excerptOf(value: unknown, levels = MAX_LEVELS, most = MAX_LENGTH): string {
  if (typeof value === 'string') return JSON.stringify(value.length > most ? `${value.slice(0, most)}…` : value)
  if (value instanceof ExactNumber) return value.text
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
  // Not `Object.entries`, which would list all fields first.
  for (const key in value) {
    if (add((value as Record<string, unknown>)[key], `${key}: `)) continue
    shown.push('...')
    break
  }
  return shown.length ? `{ ${shown.join(', ')} }` : '{}'
}
