import { describe, expect, it } from 'vitest'
import { decideRefresh } from './sessions.ts'

const now = new Date('2026-01-31T00:00:00Z')
const earlier = new Date('2026-01-30T00:00:00Z')
const later = new Date('2026-02-01T00:00:00Z')
const open = { revokedAt: null }
const ended = { revokedAt: earlier }

describe('decideRefresh', () => {
  it.each([
    ['a fresh token of an open session', { usedAt: null, expiresAt: later }, open, 'rotate'],
    ['a used token', { usedAt: earlier, expiresAt: later }, open, 'reused'],
    ['a used token of an ended session', { usedAt: earlier, expiresAt: later }, ended, 'reused'],
    ['a fresh token of an ended session', { usedAt: null, expiresAt: later }, ended, 'invalid'],
    ['a token that ends this moment', { usedAt: null, expiresAt: now }, open, 'invalid'],
    ['a token without its session', { usedAt: null, expiresAt: later }, undefined, 'invalid'],
    ['an unknown token', undefined, undefined, 'invalid'],
  ])('of %s', (_, token, session, decision) => {
    expect(decideRefresh(token, session, now)).toBe(decision)
  })
})
