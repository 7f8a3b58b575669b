import { expect, it } from 'vitest'
import { nameStanding } from './reservedNames.ts'

it.each([
  ['free', null, false],
  ['free', null, true],
  ['administrator', { opens: true }, true],
  ['taken', { opens: true }, false],
  ['taken', { opens: false }, true],
  ['taken', { opens: false }, false],
] as const)('is %s for %j when named: %s', (standing, reserved, isNamed) => {
  expect(nameStanding(reserved, isNamed)).toBe(standing)
})
