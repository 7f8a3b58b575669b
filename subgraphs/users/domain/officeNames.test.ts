import { expect, it } from 'vitest'
import { claimsOffice, looksDeleted } from './officeNames.ts'

it.each([
  'Administrator',
  'ADMIN',
  '@dmin',
  'Adm!n',
  '★ Admin ★',
  'A.d.m.i.n',
  'Аdmin',
  'Admin 2',
  'The Admin Team',
  '[Moderator]',
  'Sy$tem',
  'System Administrator',
  'Atelier',
  'Atelier Support',
  'Ate1ier',
])('%s claims an office', name => expect(claimsOffice(name)).toBe(true))

it.each(['Ada', 'Adam', 'Atelier Müller', 'Supporter', 'System of a Down', 'Modesty', 'Adminah', 'Team Ada', '!!!'])(
  '%s claims none',
  name => expect(claimsOffice(name)).toBe(false),
)

it.each([
  'Deleted user',
  'DELETED  USER',
  'De1eted-User',
  '(Deleted user)',
  'deleted-abcdef',
  'Deleted – 12',
  'deleted_0',
  'deleted 0123456789ab',
])('%s looks deleted', name => expect(looksDeleted(name)).toBe(true))

it.each(['Deleted Scenes', 'Undeleted-1', 'User', 'Ada-Deleted', 'Deletedo'])('%s does not', name =>
  expect(looksDeleted(name)).toBe(false),
)
