import { describe, expect, it } from 'vitest'
import { decideRole } from './roles.ts'

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
