import { describe, expect, it } from 'vitest'
import { checkProfileChange, checkRegistration, differingFields } from './accountInput.ts'

describe('checkRegistration', () => {
  it('trims names and keeps absent fields absent', () => {
    expect(checkRegistration({ username: ' ada ', password: 'correct horse battery', displayName: ' Ada ' })).toEqual({
      ok: true,
      value: { username: 'ada', displayName: 'Ada' },
    })
  })
})

describe('checkProfileChange', () => {
  it.each(['https://example.org/a.png', 'HTTPS://example.org', 'https://127.0.0.1:8443/é?x=1#y'])(
    'takes the picture address %s',
    avatarUrl => expect(checkProfileChange({ avatarUrl }).ok).toBe(true),
  )

  it.each([
    '',
    'example.org',
    'http://example.org',
    'https:example.org',
    'https://a b',
    'data:image/png,x',
    'https://',
  ])('refuses the picture address %j', avatarUrl => expect(checkProfileChange({ avatarUrl }).ok).toBe(false))

  it('tells null from absent', () => {
    expect(checkProfileChange({ email: null })).toEqual({ ok: true, value: { email: null } })
  })
})

describe('differingFields', () => {
  it('leaves out what is absent or the same', () => {
    const current = { a: 1, b: 'x', c: null }
    expect(differingFields<{ a: number; b: string | null; c: null }>(current, { a: 1, b: null, c: undefined })).toEqual(
      { b: null },
    )
  })
})
