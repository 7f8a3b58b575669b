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
  it.each([
    ['https://example.org/a.png', 'https://example.org/a.png'],
    ['HTTPS://example.org', 'https://example.org/'],
    ['https://example.org:8443/é?x=1#y', 'https://example.org:8443/%C3%A9?x=1#y'],
  ])('takes the picture address %s', (given, avatarUrl) =>
    expect(checkProfileChange({ avatarUrl: given })).toEqual({ ok: true, value: { avatarUrl } }),
  )

  it.each([
    '',
    'example.org',
    'http://example.org',
    'https:example.org',
    'https://a b',
    'data:image/png,x',
    'https://',
    'https://127.0.0.1/',
    'https://ada@example.org/',
    `https://example.org/${'é'.repeat(400)}`,
  ])('refuses the picture address %j', avatarUrl => expect(checkProfileChange({ avatarUrl }).ok).toBe(false))

  it.each(['ada@example.org', 'ada.l+x@sub.example.org', 'ada@xn--e1afmkfd.example', `${'a'.repeat(64)}@example.org`])(
    'takes the e-mail address %s',
    email => expect(checkProfileChange({ email }).ok).toBe(true),
  )

  it.each([
    '',
    'ada',
    'ada@example',
    'ada@exаmple.org',
    'ada@пример.рф',
    'ada\u200b@example.org',
    'ada\ud800@example.org',
    '"Ada" <ada@example.org>',
    'ada@example.org\nbcc:x@example.org',
    'ada@example..org',
    `${'a'.repeat(65)}@example.org`,
    `${'a'.repeat(60)}@${'x'.repeat(200)}.org`,
  ])('refuses the e-mail address %j', email => expect(checkProfileChange({ email }).ok).toBe(false))

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
