import type { GraphQLAnswer } from '@atelier/testkit/platform/subgraphClient.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { LOGIN, REGISTER, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { untilThrottled, waitOf } from '@atelier/testkit/users/untilThrottled.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const DAY_MS = 86_400_000
const limit = (free: number) => ({ free, windowMs: DAY_MS, maxWaitMs: 900_000 })

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers({ signIn: { perPlace: limit(3), perAccount: limit(8), perAddress: limit(6) } })
})
afterAll(() => users.close())

let addresses = 0
const newAddress = () => `198.51.${100 + (++addresses >> 8)}.${addresses & 255}`
const password = 'correct horse battery'

const login = (username: string, given: string, address = newAddress(), deviceToken?: string) =>
  users.runFrom(address, LOGIN, { input: { username, password: given, deviceToken } })
const guess = (username: string, address?: string, deviceToken?: string) =>
  login(username, 'a wrong password', address, deviceToken)
const isIn = (answer: GraphQLAnswer) => answer.data?.login?.session != null

let persons = 0
/** Somebody who registered at an address, with the token of the device. */
async function personAt(address: string) {
  const username = `somebody${++persons}`
  const answer = await users
    .runFrom(address, REGISTER, { input: { username, password } })
    .then(({ data }) => data.register)
  return { username, id: answer.user.id as string, deviceToken: answer.session.deviceToken as string }
}

const untilItWaits = (guessAgain: () => Promise<GraphQLAnswer>, { seconds = 60 } = {}) =>
  untilThrottled(guessAgain, { clock: users.ports.clock, seconds })

describe('login', () => {
  it('signs in by the name in any case', async () => {
    const ada = await users.register({ username: 'Ada' })
    const answer = await login('aDA', ada.password)
    expect(answer.data.login).toMatchObject({ user: { id: ada.id, username: 'Ada' }, userErrors: [] })
    const { accessToken, expiresAt } = answer.data.login.session
    const { viewer, expiresAt: end } = await users.ports.verifier.verify(accessToken)
    expect(viewer).toMatchObject({ id: ada.id, username: 'Ada', role: 'USER' })
    expect(new Date(expiresAt)).toEqual(end)
  })

  it('takes a password however its characters are encoded', async () => {
    const zoe = await users.register({ password: 'Zo\u00eb likes caf\u00e9s' })
    expect(isIn(await login(zoe.username, 'Zoe\u0308 likes cafe\u0301s'))).toBe(true)
  })

  it.each(['half \ud800 a secret', 'half \udfff a secret', 'half \udc00 a secret', 'half \ufffe a secret'])(
    'does not take %j for another password',
    async given => {
      const ada = await users.register({ password: 'half \ufffd a secret' })
      expect(isIn(await login(ada.username, given))).toBe(false)
    },
  )

  it.each(['a secret \ud800', 'a secret \udc00\ud800', 'a\0secret', 'x'.repeat(5_000)])(
    'says that %j is no password, whoever signs in',
    async given => {
      const { username } = await users.register()
      for (const name of [username, 'nobody']) {
        expect((await login(name, given)).data.login).toMatchObject({
          session: null,
          userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'password'] }],
        })
      }
    },
  )

  it('answers the same to a wrong password, an unknown user and what can be no user name', async () => {
    const { username } = await users.register()
    const names = [username, 'nobody', 'no:body\u0000', '', 'half\ud800', 'x'.repeat(10_000)]
    const answers = await Promise.all(names.map(name => guess(name)))
    for (const answer of answers) {
      expect(answer).toEqual({
        data: { login: { session: null, user: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] } },
      })
    }
  })

  it('writes nothing for a wrong password', async () => {
    const { username } = await users.register()
    const { outbox: _, ...before } = await users.countRows()
    await guess(username)
    expect(await users.countRows()).toMatchObject(before)
  })

  it('lets many sign in to one account at once', async () => {
    const { username } = await users.register()
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(username, password)))
    expect(answers.every(isIn)).toBe(true)
  })

  it('does not count right passwords', async () => {
    const { username } = await users.register()
    const address = newAddress()
    for (let i = 0; i < 10; i++) expect(isIn(await login(username, password, address))).toBe(true)
  })
})

describe('wrong passwords', () => {
  it('make the next tries from there wait, longer and longer, and the right one is taken after the wait', async () => {
    const { username } = await users.register()
    const address = newAddress()
    const { heard, wait } = await untilItWaits(() => guess(username.toUpperCase(), address))
    expect(heard).toBeGreaterThanOrEqual(3)
    expect(waitOf(await login(username, password, address))).toBeLessThanOrEqual(wait)
    users.ports.clock.advance(wait * 1_000)
    expect(isIn(await login(username, password, address))).toBe(true)
  })

  it('never make anybody wait longer than the settings say, and are forgotten with their window', async () => {
    const { username } = await users.register()
    const address = newAddress()
    const { wait } = await untilItWaits(() => guess(username, address), { seconds: 890 })
    expect(wait).toBeLessThanOrEqual(900)
    users.ports.clock.advance(DAY_MS)
    for (let i = 0; i < 2; i++) expect(waitOf(await guess(username, address))).toBeUndefined()
    expect(isIn(await login(username, password, address))).toBe(true)
  })

  it('count the same for a name that nobody has', async () => {
    const address = newAddress()
    const { heard } = await untilItWaits(() => guess('phantom', address))
    expect(heard).toBeGreaterThanOrEqual(3)
  })

  it('are not got round by many guesses at once', async () => {
    const { username } = await users.register()
    const address = newAddress()
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess(username, address)))
    // Three are free; on a slow machine the first waits may have passed before the last guess.
    const heard = answers.filter(answer => answer.data?.login).length
    expect(heard).toBeGreaterThanOrEqual(3)
    expect(heard).toBeLessThanOrEqual(7)
  })

  it('from many addresses make strangers wait', async () => {
    const { username } = await users.register()
    const { heard } = await untilItWaits(() => guess(username))
    expect(heard).toBeGreaterThanOrEqual(8)
    expect(waitOf(await login(username, password))).toBeGreaterThan(0)
  })

  it('from many addresses of one IPv6 network count as from one', async () => {
    const { username } = await users.register()
    let last = 0
    const { heard } = await untilItWaits(() => guess(username, `2001:db8:5:5::${(++last).toString(16)}`), {
      seconds: 8,
    })
    expect(heard).toBeLessThan(8)
    expect(isIn(await login(username, password, '2001:db8:5:6::1'))).toBe(true)
  })
})

describe('an owner', () => {
  it('signs in from an address of earlier success while strangers guess', async () => {
    const home = newAddress()
    const { username } = await personAt(home)
    await untilItWaits(() => guess(username))
    expect(isIn(await login(username, password, home))).toBe(true)
    expect(waitOf(await login(username, password))).toBeGreaterThan(0)
  })

  it('is known at each address that they signed in from', async () => {
    const away = newAddress()
    const { username } = await personAt(newAddress())
    await login(username, password, away)
    await untilItWaits(() => guess(username))
    expect(isIn(await login(username, password, away))).toBe(true)
  })

  it('signs in by a device of earlier success from an address where others guess', async () => {
    const home = newAddress()
    const { username, deviceToken } = await personAt(home)
    await untilItWaits(() => guess(username, home))
    expect(waitOf(await login(username, password, home))).toBeGreaterThan(0)
    const answer = await login(username, password, home, deviceToken)
    expect(isIn(answer)).toBe(true)
    expect(answer.data.login.session.deviceToken).toBe(deviceToken)
    expect(isIn(await login(username, password, newAddress(), deviceToken))).toBe(true)
  })

  it('is not known by the device of somebody else, nor by what is no token', async () => {
    const ada = await personAt(newAddress())
    const bob = await personAt(newAddress())
    await untilItWaits(() => guess(ada.username))
    for (const token of [bob.deviceToken, '', 'x', '\ud800', 'x'.repeat(10_000)]) {
      expect(waitOf(await login(ada.username, password, newAddress(), token))).toBeGreaterThan(0)
    }
  })

  it('has a device whose wrong passwords count too', async () => {
    const { username, deviceToken } = await personAt(newAddress())
    const { heard } = await untilItWaits(() => guess(username, newAddress(), deviceToken))
    expect(heard).toBeGreaterThanOrEqual(3)
  })

  it('is forgotten where they have not been for long', async () => {
    const home = newAddress()
    const { username, deviceToken } = await personAt(home)
    users.ports.clock.advance(61 * DAY_MS)
    await untilItWaits(() => guess(username))
    expect(waitOf(await login(username, password, home, deviceToken))).toBeGreaterThan(0)
    const before = await users.countRows()
    await users.restart({ signIn: { perPlace: limit(3), perAccount: limit(8), perAddress: limit(6) } })
    await waitUntil(async () => expect((await users.countRows()).knownPlaces).toBeLessThan(before.knownPlaces ?? 0))
  })

  it('leaves no place behind in the database that anybody could read, and none at all when they go', async () => {
    const { username, deviceToken } = await personAt('203.0.113.77')
    expect(await users.isStored('203.0.113.77')).toBe(false)
    expect(await users.isStored(deviceToken)).toBe(false)
    const before = await users.countRows()
    const { accessToken } = (await login(username, password, '203.0.113.77', deviceToken)).data.login.session
    const remove = 'mutation ($p: String!) { deleteAccount(password: $p) { userErrors { code } } }'
    await users.run(remove, { p: password }, accessToken)
    expect((await users.countRows()).knownPlaces).toBe((before.knownPlaces ?? 0) - 2)
  })

  it('has no more than twenty devices and twenty addresses that are known', async () => {
    const before = (await users.countRows()).knownPlaces ?? 0
    const { username } = await personAt(newAddress())
    for (let i = 0; i < 25; i++) await login(username, password)
    expect((await users.countRows()).knownPlaces).toBe(before + 40)
  })
})

describe('an address with many people behind it', () => {
  it('waits when it tries many accounts, but not who signed in from there before, nor other addresses', async () => {
    const office = newAddress()
    const ada = await personAt(office)
    const { username } = await users.register()
    let guesses = 0
    const { heard } = await untilItWaits(() => guess(`guess${++guesses}`, office))
    expect(heard).toBeGreaterThanOrEqual(6)
    expect(isIn(await login(ada.username, password, office))).toBe(true)
    const { wait } = await untilItWaits(() => guess(`guess${++guesses}`, office))
    expect(waitOf(await login(username, password, office))).toBeGreaterThan(0)
    expect(isIn(await login(username, password))).toBe(true)
    users.ports.clock.advance(wait * 1_000)
    expect(isIn(await login(username, password, office))).toBe(true)
  })

  it('does not wait for one of them who has forgotten a password', async () => {
    const office = newAddress()
    const { username } = await users.register()
    await untilItWaits(() => guess('forgetful', office))
    expect(isIn(await login(username, password, office))).toBe(true)
  })

  it('may try more accounts the more people sign in from there', async () => {
    const [office, other] = [newAddress(), newAddress()]
    for (let i = 0; i < 10; i++) {
      const { username } = await users.register()
      await login(username, password, office)
    }
    const triesFrom = async (address: string) => {
      let tried = 0
      return (await untilItWaits(() => guess(`tried-${address}-${++tried}`, address))).heard
    }
    expect(await triesFrom(office)).toBeGreaterThanOrEqual((await triesFrom(other)) + 5)
  })
})

describe('while the cache is away', () => {
  beforeEach(() => users.ports.cache.goAway())
  afterEach(() => users.ports.cache.comeBack())

  it('people register and sign in', async () => {
    const { username } = await users.register()
    expect(isIn(await login(username, password))).toBe(true)
    expect((await guess(username)).data.login.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }])
  })

  it('guesses wait, also when the cache is back', async () => {
    const { username } = await users.register()
    const address = newAddress()
    const { wait } = await untilItWaits(() => guess(username, address))
    users.ports.cache.comeBack()
    expect(waitOf(await login(username, password, address))).toBeGreaterThan(0)
    users.ports.clock.advance(wait * 1_000)
    expect(isIn(await login(username, password, address))).toBe(true)
  })

  it('guesses wait as long as those before have made them', async () => {
    users.ports.cache.comeBack()
    const { username } = await users.register()
    const address = newAddress()
    await untilItWaits(() => guess(username, address))
    users.ports.cache.goAway()
    expect(waitOf(await login(username, password, address))).toBeGreaterThan(0)
  })
})
