import { REGISTER, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterEach, describe, expect, it } from 'vitest'

let users: TestUsers
const start = async (...args: Parameters<typeof startTestUsers>) => {
  users = await startTestUsers(...args)
}
afterEach(() => users.close())

const password = 'correct horse battery'
const DELETE = 'mutation ($password: String!) { deleteAccount(password: $password) { userErrors { code field } } }'
const SET =
  'mutation ($userId: ID!, $role: Role!) { setUserRole(userId: $userId, role: $role) { userErrors { code } } }'

const register = async (username: string) =>
  (await users.run(REGISTER, { input: { username, password } })).data.register
const codeOf = async (username: string) => (await register(username)).userErrors[0]?.code
const remove = async (token: string) => (await users.run(DELETE, { password }, token)).data.deleteAccount.userErrors
const roleOf = async (username: string) => {
  const { accessToken } = await users.login(username, password)
  return (await users.run('{ me { role } }', {}, accessToken)).data.me.role
}
/** Another administrator. */
async function secondOf(root: { accessToken: string }, username = 'second') {
  const { id } = await users.register({ username })
  await users.run(SET, { userId: id, role: 'ADMIN' }, root.accessToken)
  return users.login(username, password)
}

describe('a name of ADMIN_USERNAMES', () => {
  it('makes its first registration in a new installation an administrator, whatever its case', async () => {
    await start({ adminUsernames: ['root', 'warden'] })
    expect((await register('Root')).user.role).toBe('ADMIN')
    expect((await register('somebody')).user.role).toBe('USER')
    expect((await register('warden')).user.role).toBe('ADMIN')
  })

  it('makes one administrator of many who register it at once', async () => {
    await start()
    const answers = await Promise.all(Array.from({ length: 6 }, () => register('root')))
    expect(answers.filter(({ user }) => user?.role === 'ADMIN')).toHaveLength(1)
    expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'USERNAME_TAKEN')).toHaveLength(5)
  })

  it.each(['r00t', 'ro-ot', 'r.o.o.t', 'root_'])(
    'is not to be had as %s, before it is registered or after',
    async name => {
      await start()
      expect(await codeOf(name)).toBe('USERNAME_TAKEN')
      await register('root')
      expect(await codeOf(name)).toBe('USERNAME_TAKEN')
    },
  )

  it('makes nobody administrator who had it before it was set', async () => {
    await start({ adminUsernames: [] })
    await register('warden')
    await users.restart({ adminUsernames: ['warden'] })
    expect(await roleOf('warden')).toBe('USER')
    await users.restart({ adminUsernames: ['warden'] })
    expect(await roleOf('warden')).toBe('USER')
  })

  it('makes administrators for a while after the first start, whoever else has registered', async () => {
    await start({ adminUsernames: ['root', 'warden'] })
    await register('somebody')
    expect((await register('root')).user.role).toBe('ADMIN')
    users.ports.clock.advance(59 * 60_000)
    await users.restart({ adminUsernames: ['root', 'warden'] })
    expect((await register('warden')).user.role).toBe('ADMIN')
  })

  it('is kept from everybody who comes later, also where nobody has registered yet', async () => {
    await start({ adminUsernames: ['root', 'warden'] })
    users.ports.clock.advance(30 * 60_000)
    await users.restart({ adminUsernames: ['root', 'warden'] })
    users.ports.clock.advance(31 * 60_000)
    expect(await codeOf('root')).toBe('USERNAME_TAKEN')
    expect(await codeOf('r00t')).toBe('USERNAME_TAKEN')
    const { id } = await users.register({ username: 'somebody' })
    await users.restart({ adminUsernames: ['root', 'warden'], adminUserIds: [id] })
    expect(await roleOf('somebody')).toBe('ADMIN')
    expect(await codeOf('warden')).toBe('USERNAME_TAKEN')
    await users.restart({ adminUsernames: ['root', 'warden'], adminClaimMs: 86_400_000 })
    expect(await codeOf('warden')).toBe('USERNAME_TAKEN')
  })

  it('is kept from everybody where it is set when there are accounts', async () => {
    await start({ adminUsernames: [] })
    await register('somebody')
    await users.restart({ adminUsernames: ['warden'] })
    expect(await codeOf('warden')).toBe('USERNAME_TAKEN')
    expect(await codeOf('Warden')).toBe('USERNAME_TAKEN')
  })

  it('makes nobody administrator once its owner is gone', async () => {
    await start()
    const root = await users.register({ username: 'root' })
    await secondOf(root)
    expect(await remove(root.accessToken)).toEqual([])
    expect(await users.isStored('"root"')).toBe(false)
    for (const name of ['root', 'ROOT', 'r00t']) expect(await codeOf(name)).toBe('USERNAME_TAKEN')
    await users.restart()
    expect(await codeOf('root')).toBe('USERNAME_TAKEN')
  })

  it('is kept like the name of whoever was made administrator later', async () => {
    await start()
    const second = await secondOf(await users.register({ username: 'root' }))
    expect(await remove(second.accessToken)).toEqual([])
    for (const name of ['second', 'SECOND', 's-econd']) expect(await codeOf(name)).toBe('USERNAME_TAKEN')
  })

  it('is of no use to who had it and gave the role away', async () => {
    await start()
    const root = await users.register({ username: 'root' })
    const second = await secondOf(root)
    await users.run(SET, { userId: root.id, role: 'USER' }, second.accessToken)
    await users.restart()
    expect(await roleOf('root')).toBe('USER')
    expect(await remove((await users.login('root', password)).accessToken)).toEqual([])
    expect(await codeOf('root')).toBe('USERNAME_TAKEN')
  })
})

describe('ADMIN_USER_IDS', () => {
  it('promotes accounts that exist at the next start, and keeps their names', async () => {
    await start()
    const ada = await users.register({ username: 'ada' })
    await users.restart({ adminUserIds: [ada.id, '01890000-0000-7000-8000-000000000000'] })
    expect(await roleOf('ada')).toBe('ADMIN')
    await users.restart()
    expect(await roleOf('ada')).toBe('ADMIN')
    await users.register({ username: 'root' })
    expect(await remove((await users.login('ada', password)).accessToken)).toEqual([])
    await users.restart({ adminUserIds: [ada.id] })
    expect(await codeOf('ada')).toBe('USERNAME_TAKEN')
  })
})

describe('the last administrator', () => {
  it('cannot delete the account, and can once there is another one', async () => {
    await start()
    const root = await users.register({ username: 'root' })
    expect(await remove(root.accessToken)).toEqual([{ code: 'LAST_ADMIN', field: null }])
    expect((await users.run('{ me { role } }', {}, root.accessToken)).data.me.role).toBe('ADMIN')
    await secondOf(root)
    expect(await remove(root.accessToken)).toEqual([])
  })

  it('stays when two delete their accounts, or take the role from one another, at once', async () => {
    await start()
    let root = await users.register({ username: 'root' })
    for (let round = 0; round < 8; round++) {
      const other = await secondOf(root, `second${round}`)
      const both = [root, other] as const
      const answers = await Promise.all(
        both.map((who, i) =>
          round % 2 === 0
            ? users.run(DELETE, { password }, who.accessToken)
            : users.run(SET, { userId: both[1 - i]?.id, role: 'USER' }, who.accessToken),
        ),
      )
      const isDone = answers.map(({ data }) => (data?.deleteAccount ?? data?.setUserRole)?.userErrors.length === 0)
      expect(isDone.filter(Boolean)).toHaveLength(1)
      const stays = both[round % 2 === 0 ? isDone.indexOf(false) : isDone.indexOf(true)]
      root = await users.login(stays?.username as string, password)
      expect((await users.run('{ me { role } }', {}, root.accessToken)).data.me.role).toBe('ADMIN')
    }
  })
})

describe('an administrator who is none any more', () => {
  it('gives nobody a role, also by a token that still says so', async () => {
    await start()
    await users.register({ username: 'root' })
    const ada = await users.register()
    const { token } = await users.ports.tokenOf({ id: ada.id, username: ada.username, role: 'ADMIN' })
    const answer = await users.run(SET, { userId: ada.id, role: 'ADMIN' }, token)
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    expect(await roleOf(ada.username)).toBe('USER')
  })
})
