import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { type RegisteredUser, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let users: TestUsers
let root: RegisteredUser
beforeAll(async () => {
  users = await startTestUsers()
  root = await users.register({ username: 'root' })
})
afterAll(() => users.close())

const SET =
  'mutation ($userId: ID!, $role: Role!) { setUserRole(userId: $userId, role: $role) { user { id role } userErrors { code field } } }'
const set = (userId: string, role: string, token?: string) => users.run(SET, { userId, role }, token)

describe('setUserRole', () => {
  it('gives the role and ends the sessions that tell the old one', async () => {
    const ada = await users.register()
    const answer = await set(ada.id, 'ADMIN', root.accessToken)
    expect(answer.data.setUserRole).toEqual({ user: { id: ada.id, role: 'ADMIN' }, userErrors: [] })
    expect((await users.run('{ me { id } }', {}, ada.accessToken)).errors?.[0]?.extensions?.code).toBe(
      'UNAUTHENTICATED',
    )
    const again = await users.login(ada.username, ada.password)
    expect((await users.run('{ me { role } }', {}, again.accessToken)).data.me.role).toBe('ADMIN')
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created', 'updated']))

    await set(ada.id, 'USER', root.accessToken)
    expect((await set(ada.id, 'ADMIN', again.accessToken)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('leaves who has the role already signed in', async () => {
    const ada = await users.register()
    expect((await set(ada.id, 'USER', root.accessToken)).data.setUserRole.userErrors).toEqual([])
    expect((await users.run('{ me { id } }', {}, ada.accessToken)).data.me.id).toBe(ada.id)
  })

  it('is for administrators', async () => {
    const ada = await users.register()
    expect((await set(ada.id, 'ADMIN')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    expect((await set(ada.id, 'ADMIN', ada.accessToken)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    expect((await users.run('{ me { role } }', {}, ada.accessToken)).data.me.role).toBe('USER')
  })

  it.each(['nobody', '01890000-0000-7000-8000-000000000000'])('knows nobody by the id %s', async id => {
    expect((await set(id, 'ADMIN', root.accessToken)).data.setUserRole).toEqual({
      user: null,
      userErrors: [{ code: 'USER_NOT_FOUND', field: ['userId'] }],
    })
  })

  it('does not take the last administrator away', async () => {
    expect((await set(root.id, 'USER', root.accessToken)).data.setUserRole).toEqual({
      user: null,
      userErrors: [{ code: 'LAST_ADMIN', field: ['role'] }],
    })
    expect((await users.run('{ me { role } }', {}, root.accessToken)).data.me.role).toBe('ADMIN')
  })
})
