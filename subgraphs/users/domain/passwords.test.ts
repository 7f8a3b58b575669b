import { describe, expect, it } from 'vitest'
import { passwordTextFault, passwordWeakness } from './passwords.ts'

describe('passwordWeakness', () => {
  it.each([
    ['seven c', 'at least 8'],
    ['🦋'.repeat(7), 'at least 8'],
    [`${'xy'.repeat(64)}z`, 'at most 128'],
    ['Ada.Lovelace', 'not the user name'],
    [' ADA.LOVELACE ', 'not the user name'],
    ['ａｄａ.ｌｏｖｅｌａｃｅ', 'not the user name'],
    ['Password123', 'fewer people'],
    ['QWERTYUIOP', 'fewer people'],
    ['........', 'fewer people'],
  ])('finds %j too weak', (password, reason) => {
    expect(passwordWeakness(password, 'ada.lovelace')).toContain(reason)
  })

  it.each(['correct horse battery', '8 chars!', 'xy'.repeat(64), '🦋🐝🐞🦗🕷🦂🐜🐛', 'пароль-не-простой'])(
    'takes %j',
    password => {
      expect(passwordWeakness(password, 'ada.lovelace')).toBeUndefined()
    },
  )
})

describe('passwordTextFault', () => {
  it.each(['correct horse\ud800', '\udc00 horse battery', 'correct\0horse', 'x'.repeat(1_025)])(
    'finds one in %j',
    text => expect(passwordTextFault(text)).toEqual(expect.any(String)),
  )
  it.each(['', '🦋'.repeat(128), 'e\u0301'.repeat(128)])('finds none in %j', text =>
    expect(passwordTextFault(text)).toBeUndefined(),
  )
})
