import { DriverException } from '@mikro-orm/core'
import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { storageFault } from './storageFault.ts'

const coded = (code: string, message = 'a fault') => Object.assign(new Error(message), { code })

it.each([
  ['SQLITE_FULL', 'full'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['ER_DISK_FULL', 'full'],
  ['ER_RECORD_FILE_FULL', 'full'],
  ['ER_DISK_FULL_NOWAIT', 'full'],
  ['SQLITE_READONLY', 'readOnly'],
  ['SQLITE_READONLY_DBMOVED', 'readOnly'],
  ['ER_OPTION_PREVENTS_STATEMENT', 'readOnly'],
  ['SQLITE_IOERR_WRITE', 'failing'],
  ['SQLITE_IOERR_SHMSIZE', 'failing'],
  ['EIO', 'failing'],
  ['SQLITE_BUSY_SNAPSHOT', 'locked'],
  ['ER_LOCK_WAIT_TIMEOUT', 'locked'],
])('takes %s for %s', (code, fault) => {
  expect(storageFault(coded(code))).toBe(fault)
})

it.each([
  "Error writing file '/tmp/MLfd' (OS errno 28 - No space left on device)",
  'Got error 28 from storage engine',
  "Can't create/write to file (errno: 122 - Disk quota exceeded)",
])('reads the cause in the text "%s"', message => {
  expect(storageFault(coded('ER_GET_ERRNO', message))).toBe('full')
})

it('looks into what an error comes from', () => {
  const wrapped = new GraphQLError('no', { originalError: new DriverException(coded('SQLITE_FULL')) })
  expect(storageFault(wrapped)).toBe('full')
  expect(storageFault(new Error('no', { cause: coded('EROFS') }))).toBe('readOnly')
})

it.each([new Error('a fault'), coded('ER_DUP_ENTRY'), coded('SQLITE_CONSTRAINT_UNIQUE'), undefined, 'ENOSPC'])(
  'says nothing of %s',
  error => {
    expect(storageFault(error)).toBeUndefined()
  },
)
