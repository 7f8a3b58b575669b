/** A reproducible random stream. */
export interface Random {
  /** The next number, from 0 up to but not including 1. */
  next(): number
  /** A number from `low` to `high`. */
  between(low: number, high: number): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  chance(ratio: number): boolean
  pick<T>(items: readonly T[]): T
  /** An independent stream for one part of a picture, so that a change in one part does not affect the others. */
  fork(label: string): Random
}

/** A 32-bit FNV-1a hash of a text, with a final mix so that short texts spread as well. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Starts a stream (the mulberry32 generator) from an unsigned 32-bit seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: ratio => next() < ratio,
    pick: items => items[Math.floor(next() * items.length)]!,
    fork: label => createRandom((seed ^ hashText(label)) >>> 0),
  }
}
