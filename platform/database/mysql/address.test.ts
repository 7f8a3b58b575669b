import { expect, it } from 'vitest'
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
