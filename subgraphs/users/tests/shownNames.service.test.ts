import { REGISTER, type RegisteredUser, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let users: TestUsers
let root: RegisteredUser
beforeAll(async () => {
  users = await startTestUsers()
  root = await users.register({ username: 'root' })
  await users.register({ username: 'ace.scope' })
})
afterAll(() => users.close())

const UPDATE = `mutation ($displayName: String) {
  updateProfile(input: { displayName: $displayName }) { user { displayName } userErrors { code field } } }`
const show = async (displayName: string, who: RegisteredUser) =>
  (await users.run(UPDATE, { displayName }, who.accessToken)).data.updateProfile
const taken = [{ code: 'DISPLAY_NAME_TAKEN', field: ['input', 'displayName'] }]

/** Names by which somebody could be taken for somebody else; the last one is Cyrillic throughout. */
const looksLike = {
  root: ['root', 'ROOT', ' Root ', 'r00t', 'R o o t', 'rööt', 'ｒｏｏｔ', '𝐫𝐨𝐨𝐭', 'r.o.o.t', 'ʀᴏᴏᴛ', '🅡🅞🅞🅣'],
  'ace.scope': ['ace.scope', 'Ace Scope', 'ace-scope', 'асе.ѕсоре'],
}

describe('a display name', () => {
  it.each(Object.values(looksLike).flat())(
    'may not be %j, which looks like the user name of somebody else',
    async name => {
      const ada = await users.register({ displayName: 'Somebody' })
      expect(await show(name, ada)).toEqual({ user: null, userErrors: taken })
      expect((await users.run('{ me { displayName } }', {}, ada.accessToken)).data.me.displayName).toBe('Somebody')
      const input = { username: `other-${ada.username}`, password: ada.password, displayName: name }
      expect((await users.run(REGISTER, { input })).data.register.userErrors).toEqual(taken)
    },
  )

  it("may be one's own user name, written as one likes", async () => {
    expect((await show('R o o t', root)).userErrors).toEqual([])
    const { accessToken } = await users.register({ username: 'Grace.H', displayName: 'Grace H.' })
    expect((await users.run('{ me { displayName } }', {}, accessToken)).data.me.displayName).toBe('Grace H.')
  })

  it("may not be another's user name for one whose own looks like that", async () => {
    const mimic = await users.register({ username: 'ac3.sc0pe' })
    const alike = await users.register({ username: 'acescope' })
    for (const name of ['ace.scope', 'Ace Scope']) expect((await show(name, alike)).userErrors).toEqual(taken)
    expect((await show('acescope', alike)).userErrors).toEqual([])
    expect((await show('ac3.sc0pe', mimic)).userErrors).toEqual([])
    const input = { username: 'ace-scope', password: alike.password, displayName: 'ace.scope' }
    expect((await users.run(REGISTER, { input })).data.register.userErrors).toEqual(taken)
  })

  it('may be what others show too', async () => {
    for (const person of [await users.register(), await users.register()]) {
      expect((await show('Somebody', person)).userErrors).toEqual([])
    }
  })

  it('may not be that of an administrator who is gone, but may be that of somebody else who is', async () => {
    const ada = await users.register()
    const gone = {
      admin: await users.register({ username: 'warden' }),
      user: await users.register({ username: 'visitor' }),
    }
    const promote = 'mutation ($id: ID!) { setUserRole(userId: $id, role: ADMIN) { userErrors { code } } }'
    await users.run(promote, { id: gone.admin.id }, root.accessToken)
    for (const { username, password } of [gone.admin, gone.user]) {
      const { accessToken } = await users.login(username, password)
      const remove = 'mutation ($p: String!) { deleteAccount(password: $p) { userErrors { code } } }'
      expect((await users.run(remove, { p: password }, accessToken)).data.deleteAccount.userErrors).toEqual([])
    }
    expect((await show('Warden', ada)).userErrors).toEqual(taken)
    expect((await show('Visitor', ada)).userErrors).toEqual([])
  })

  it.each([
    '@ace.scope',
    '«acescope»',
    'ace!scope',
    '@ce.scope',
    '★ AceScope ★',
    '(@ce_$cope)',
    'acescope!',
    '＠acescope',
  ])("may not be %j, another's user name among signs", async name => {
    const ada = await users.register()
    expect(await show(name, ada)).toEqual({ user: null, userErrors: taken })
    const input = { username: `other-${ada.username}`, password: ada.password, displayName: name }
    expect((await users.run(REGISTER, { input })).data.register.userErrors).toEqual(taken)
  })

  it.each(['Deleted user', 'deleted-0123456789ab', 'De1eted – user'])('may not be %j, of nobody', async name => {
    expect(await show(name, await users.register())).toEqual({ user: null, userErrors: taken })
    expect(await show(name, root)).toEqual({ user: null, userErrors: taken })
  })

  it.each(['Administrator', 'Adm!n', 'Moderator', 'System', 'Support Team', 'ATELIER'])(
    'may be %j for an administrator alone, for as long as they are one',
    async name => {
      const ada = await users.register({ displayName: 'Ada B.' })
      expect(await show(name, ada)).toEqual({ user: null, userErrors: taken })
      const set = 'mutation ($id: ID!, $role: Role!) { setUserRole(userId: $id, role: $role) { userErrors { code } } }'
      await users.run(set, { id: ada.id, role: 'ADMIN' }, root.accessToken)
      expect((await show(name, await users.login(ada.username, ada.password))).userErrors).toEqual([])
      await users.run(set, { id: ada.id, role: 'USER' }, root.accessToken)
      const { accessToken } = await users.login(ada.username, ada.password)
      const { displayName } = (await users.run('{ me { displayName } }', {}, accessToken)).data.me
      expect(displayName).not.toBe(name)
    },
  )

  it('is tidied', async () => {
    const ada = await users.register()
    expect((await show('  Zoe\u0308\u00a0 of  here ', ada)).user.displayName).toBe('Zo\u00eb of here')
  })
})
