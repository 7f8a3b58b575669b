import type { Answer } from '@atelier/testkit/app/answers.ts'
import { startEmbeddedAtelier } from '@atelier/testkit/app/embeddedAtelier.ts'
import { freshName, PASSWORD } from '@atelier/testkit/app/person.ts'
import type { RunningAtelier } from '@atelier/testkit/app/runningAtelier.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: RunningAtelier
beforeAll(async () => {
  // The clients of a test all come from this machine; as a proxy it says where they are.
  atelier = await startEmbeddedAtelier({ TRUSTED_PROXIES: 'loopback', RATE_LIMIT: '0', RATE_LIMIT_MUTATIONS: '0' })
})
afterAll(() => atelier.close())

const SESSION = 'session { accessToken deviceToken } userErrors { code field }'
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { ${SESSION} } }`
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ${SESSION} } }`
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }'
const DELETE = 'mutation ($password: String!) { deleteAccount(password: $password) { userErrors { code } } }'

async function askFrom(address: string, query: string, variables: object, token?: string): Promise<Answer> {
  const response = await fetch(`${atelier.gateways[0]}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Answer
}

/** Somebody who registered at an address. */
async function ownerAt(address: string) {
  const username = freshName('owner')
  const answer = await askFrom(address, REGISTER, { input: { username, password: PASSWORD } })
  return { username, ...(answer.data?.register.session as { accessToken: string; deviceToken: string }) }
}

const login = (address: string, username: string, password: string, deviceToken?: string) =>
  askFrom(address, LOGIN, { input: { username, password, deviceToken } })
const isIn = (answer: Answer) => answer.data?.login.session != null

/** Guesses at once, and tells how many were heard. */
async function guessAtOnce(times: number, guess: (i: number) => Promise<Answer>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, (_, i) => guess(i)))
  const refused = answers.flatMap(({ errors }) => errors ?? [])
  for (const error of refused) {
    expect(error.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
  }
  return times - refused.length
}

describe('who guesses passwords', () => {
  it('keeps the owner neither from signing in at home nor from what needs the password again', async () => {
    const owner = await ownerAt('203.0.113.1')
    expect(await guessAtOnce(25, () => login('198.51.100.1', owner.username, 'a wrong password'))).toBeLessThan(20)
    await guessAtOnce(60, i => login(`198.51.100.${2 + i}`, owner.username, 'a wrong password'))

    expect(isIn(await login('203.0.113.1', owner.username, PASSWORD))).toBe(true)
    const input = { currentPassword: PASSWORD, newPassword: 'another long one' }
    expect(
      (await askFrom('203.0.113.1', CHANGE, { input }, owner.accessToken)).data?.changePassword.userErrors,
    ).toEqual([])
    const deleted = await askFrom('203.0.113.1', DELETE, { password: 'another long one' }, owner.accessToken)
    expect(deleted.data?.deleteAccount.userErrors).toEqual([])
  })

  it('shuts nobody else out who is behind the same address', async () => {
    const [owner, neighbour] = [await ownerAt('203.0.113.2'), await ownerAt('203.0.113.2')]
    await guessAtOnce(80, i => login('203.0.113.2', `nobody-${i}`, 'a wrong password'))
    await guessAtOnce(25, () => login('203.0.113.2', owner.username, 'a wrong password'))

    expect(isIn(await login('203.0.113.2', neighbour.username, PASSWORD))).toBe(true)
    expect(isIn(await login('203.0.113.2', owner.username, PASSWORD, owner.deviceToken))).toBe(true)
    expect((await ownerAt('203.0.113.2')).accessToken).toBeTruthy()
  })
})
