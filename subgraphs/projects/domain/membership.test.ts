import { describe, expect, it } from 'vitest'
import { decideJoining, decideLeaving, inOrder, type Joining } from './membership.ts'

const joining: Joining = {
  ownerId: 'ada',
  userId: 'bob',
  role: 'EDITOR',
  roleSoFar: null,
  placesTaken: 1,
  maxMembers: 2,
}
const codeOf = (result: ReturnType<typeof decideJoining> | ReturnType<typeof decideLeaving>) =>
  result.ok ? result.value : result.userErrors[0]?.code

describe('joining', () => {
  it.each<[string, Partial<Joining>, string | null]>([
    ['a new member', {}, 'EDITOR'],
    ['another role', { roleSoFar: 'VIEWER' }, 'EDITOR'],
    ['the same role', { roleSoFar: 'EDITOR' }, null],
    ['as an owner', { role: 'OWNER' }, 'INVALID_ROLE'],
    ['the owner', { userId: 'ada', roleSoFar: 'OWNER' }, 'INVALID_ROLE'],
    ['a full project', { placesTaken: 2 }, 'TOO_MANY_MEMBERS'],
    ['another role in a full project', { placesTaken: 2, roleSoFar: 'VIEWER' }, 'EDITOR'],
  ])('%s', (_, given, expected) => {
    expect(codeOf(decideJoining({ ...joining, ...given }))).toBe(expected)
  })
})

describe('leaving', () => {
  it.each([
    ['a member', { userId: 'bob', roleSoFar: 'VIEWER' as const }, undefined],
    ['the owner', { userId: 'ada', roleSoFar: 'OWNER' as const }, 'OWNER_CANNOT_LEAVE'],
    ['a stranger', { userId: 'eve', roleSoFar: null }, 'MEMBER_NOT_FOUND'],
  ])('%s', (_, given, expected) => {
    expect(codeOf(decideLeaving({ ownerId: 'ada', ...given }))).toBe(expected)
  })
})

it('puts the owner first, then those who came first', () => {
  const member = (userId: string, role: 'OWNER' | 'VIEWER', joined: number) => ({
    userId,
    role,
    joinedAt: new Date(joined),
  })
  const members = [
    member('d', 'VIEWER', 3),
    member('c', 'VIEWER', 2),
    member('b', 'VIEWER', 2),
    member('a', 'OWNER', 9),
  ]
  expect(inOrder(members).map(({ userId }) => userId)).toEqual(['a', 'b', 'c', 'd'])
})
