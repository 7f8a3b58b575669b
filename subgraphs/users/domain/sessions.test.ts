import { describe, expect, it } from 'vitest'
import { decideRefresh } from './sessions.ts'

const now = new Date('2026-01-31T00:00:00Z')
const earlier = new Date('2026-01-30T00:00:00Z')
const later = new Date('2026-02-01T00:00:00Z')
const open = { revokedAt: null }
const ended = { revokedAt: earlier }
const seed = { successorSeed: 'seed' }
const noSeed = { successorSeed: null }
const graceMs = 20_000
const ago = (ms: number) => new Date(now.getTime() - ms)

describe('decideRefresh', () => {
  it.each([
    ['a fresh token of an open session', { usedAt: null, expiresAt: later, ...seed }, open, 'rotate'],
    ['a used token', { usedAt: earlier, expiresAt: later, ...seed }, open, 'reused'],
    ['a used token of an ended session', { usedAt: earlier, expiresAt: later, ...seed }, ended, 'reused'],
    ['a fresh token of an ended session', { usedAt: null, expiresAt: later, ...seed }, ended, 'invalid'],
    ['a token that ends this moment', { usedAt: null, expiresAt: now, ...seed }, open, 'invalid'],
    ['a token without its session', { usedAt: null, expiresAt: later, ...seed }, undefined, 'invalid'],
    ['an unknown token', undefined, undefined, 'invalid'],
    ['a token used this moment', { usedAt: now, expiresAt: later, ...seed }, open, 'repeat'],
    ['a token used within the grace', { usedAt: ago(graceMs - 1), expiresAt: later, ...seed }, open, 'repeat'],
    ['a token used before the grace', { usedAt: ago(graceMs), expiresAt: later, ...seed }, open, 'reused'],
    ['a token used by a clock that is ahead', { usedAt: ago(1 - graceMs), expiresAt: later, ...seed }, open, 'repeat'],
    ['a token used by one far ahead', { usedAt: ago(-graceMs), expiresAt: later, ...seed }, open, 'reused'],
    ['a token used without a seed', { usedAt: now, expiresAt: later, ...noSeed }, open, 'reused'],
    [
      'a token used within the grace, of an ended session',
      { usedAt: now, expiresAt: later, ...seed },
      ended,
      'invalid',
    ],
  ])('of %s', (_, token, session, decision) => {
    expect(decideRefresh(token, session, now, graceMs)).toBe(decision)
  })

  it('makes nothing of a use just now when there is no grace', () => {
    expect(decideRefresh({ usedAt: now, expiresAt: later, ...seed }, open, now, 0)).toBe('reused')
  })
})
