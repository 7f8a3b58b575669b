import { expect, it } from 'vitest'
import { nameStanding } from './reservedNames.ts'

const openSince = new Date('2030-01-01T00:00:00Z')
const open = { opens: true, createdAt: new Date('2030-01-01T00:00:01Z') }

it.each([
  ['free', null, false],
  ['free', null, true],
  ['administrator', open, true],
  ['taken', open, false],
  ['taken', { ...open, createdAt: openSince }, true],
  ['taken', { ...open, opens: false }, true],
  ['taken', { ...open, opens: false }, false],
] as const)('is %s for %j when named: %s', (standing, reserved, isNamed) => {
  expect(nameStanding(reserved, { isNamed, openSince })).toBe(standing)
})
