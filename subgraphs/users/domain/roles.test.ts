import { describe, expect, it } from 'vitest'
import { decideRole, firstRole } from './roles.ts'

describe('decideRole', () => {
  it.each([
    ['promotes', 'USER', 'ADMIN', [], 'change'],
    ['keeps a user', 'USER', 'USER', ['b'], 'keep'],
    ['keeps the only administrator', 'ADMIN', 'ADMIN', ['a'], 'keep'],
    ['demotes one of two', 'ADMIN', 'USER', ['a', 'b'], 'change'],
    ['does not demote the last', 'ADMIN', 'USER', ['a'], 'lastAdmin'],
  ] as const)('%s', (_, role, asked, adminIds, decision) => {
    expect(decideRole({ id: 'a', role }, asked, adminIds)).toBe(decision)
  })
})

describe('firstRole', () => {
  it('is ADMIN for those whom the settings name', () => {
    expect([firstRole('root', new Set(['root'])), firstRole('ada', new Set(['root']))]).toEqual(['ADMIN', 'USER'])
  })
})
