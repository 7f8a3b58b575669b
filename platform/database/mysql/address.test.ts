import { describe, expect, it } from 'vitest'
import { readMysqlUrl, shownAddress } from './address.ts'

it('reads every part of a URL, with what is percent-encoded', () => {
  expect(readMysqlUrl('mysql://ada:p%40ss%2Fword@db.example:3307/tasks')).toEqual({
    host: 'db.example',
    port: 3307,
    user: 'ada',
    password: 'p@ss/word',
    database: 'tasks',
  })
})

it('takes the usual port and IPv6 addresses', () => {
  expect(readMysqlUrl('mysql://ada@[::1]/tasks')).toMatchObject({ host: '::1', port: 3306, password: '' })
})

it.each(['mysql:', 'mysql://ada@db.example', 'mysql://ada@db.example/', 'mysql:///tasks'])('refuses %s', url => {
  expect(() => readMysqlUrl(url)).toThrow('must look like mysql://user:password@host:port/database')
})

it('shows no password', () => {
  expect(shownAddress(readMysqlUrl('mysql://ada:secret@db.example/tasks'))).toBe('mysql://db.example:3306/tasks')
})

describe('what a URL asks of TLS', () => {
  const tlsOf = (query: string, host = 'db.example') => readMysqlUrl(`mysql://ada@${host}/tasks${query}`).tls

  it.each([
    ['', undefined],
    ['?ssl-mode=DISABLED', undefined],
    ['?ssl-mode=REQUIRED', { mode: 'REQUIRED' }],
    ['?ssl-mode=verify_identity', { mode: 'VERIFY_IDENTITY' }],
    ['?ssl-mode=VERIFY_CA&ssl-ca=%2Fetc%2Fca.pem', { mode: 'VERIFY_CA', caFile: '/etc/ca.pem' }],
  ])('is read from "%s"', (query, tls) => {
    expect(tlsOf(query)).toEqual(tls)
  })

  it.each(['?ssl-mode=PREFERRED', '?ssl-mode=', '?ssl=true', '?ssl-mode=REQUIRED&charset=utf8', '?ssl-ca='])(
    'is refused as %s, with what there is instead',
    query => {
      expect(() => tlsOf(query)).toThrow(
        'ssl-mode, which is one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY, and ssl-ca, a file',
      )
    },
  )

  it.each(['', '&ssl-mode=DISABLED', '&ssl-mode=REQUIRED'])('has no use for an authority with "%s"', mode => {
    expect(() => tlsOf(`?ssl-ca=ca.pem${mode}`)).toThrow('needs ssl-mode=VERIFY_CA or VERIFY_IDENTITY')
  })

  it.each(['127.0.0.1', '[::1]'])('cannot be the identity of %s', host => {
    expect(() => tlsOf('?ssl-mode=VERIFY_IDENTITY', host)).toThrow('needs the name of a host')
  })
})
