import { generateSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHouse } from '../fixtures/gatewayHouse.ts'

let house: Awaited<ReturnType<typeof startHouse>>
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.close())

const viewer = { id: 'u1', username: 'ada', role: 'ADMIN', sessionId: 's1' } as const

/** Claims as a good token has them. */
const claims = () => ({ name: viewer.username, role: viewer.role, sid: viewer.sessionId })

/** Tokens that nobody may enter with, by what is wrong with them. */
const badTokens: Record<string, () => Promise<string>> = {
  'an expired one': async () => {
    const past = { now: () => new Date(Date.now() - 3_600_000) }
    return (await createTokenSigner(house.ports.keys, { clock: past }).sign(viewer)).token
  },
  'one signed with another key': async () =>
    (await createTokenSigner(await generateSigningKeys(), { clock: house.ports.clock }).sign(viewer)).token,
  'one signed with another key under the key id of ours': async () => {
    const { privateKey } = await generateKeyPair('EdDSA')
    return sign(privateKey, { alg: 'EdDSA', kid: house.ports.keys.publicJwk.kid })
  },
  'one with `alg: none`': async () =>
    new UnsecuredJWT(claims())
      .setSubject(viewer.id)
      .setIssuer('atelier')
      .setAudience('atelier')
      .setExpirationTime('1h')
      .encode(),
  'one signed with the public key as an HMAC secret': async () => {
    const { kid } = house.ports.keys.publicJwk
    const publicKey = await importJWK(house.ports.keys.publicJwk, 'EdDSA', { extractable: true })
    if (publicKey instanceof Uint8Array) throw new Error('not a public key')
    return sign(new TextEncoder().encode(await exportSPKI(publicKey)), { alg: 'HS256', kid })
  },
  'one that brings its own key': async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA')
    return sign(privateKey, { alg: 'EdDSA', jwk: await exportJWK(publicKey) })
  },
  'one for another audience': async () =>
    sign(house.ports.keys.privateKey, { alg: 'EdDSA', kid: house.ports.keys.publicJwk.kid }, 'elsewhere'),
  'one of a session that was ended': async () => {
    const { viewer: other, token } = await house.ports.tokenOf()
    await house.ports.revoked.revoke([other.sessionId])
    return token
  },
  'one that is no token': async () => 'a.b.c',
}

const sign = (
  key: Parameters<SignJWT['sign']>[0],
  header: { alg: string; [name: string]: unknown },
  audience = 'atelier',
) =>
  new SignJWT(claims())
    .setProtectedHeader(header)
    .setSubject(viewer.id)
    .setIssuer('atelier')
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(key)

describe('a caller over HTTP', () => {
  it('is anonymous without a token', async () => {
    const { status, data } = await house.post('{ me }')
    expect({ status, data }).toEqual({ status: 200, data: { me: null } })
  })

  it('is known by a good token', async () => {
    const { token } = await house.ports.tokenOf()
    expect((await house.post('{ me }', { headers: { authorization: `Bearer ${token}` } })).data.me).toBe(
      `Bearer ${token}`,
    )
  })

  it.each(Object.keys(badTokens))('is refused with %s', async name => {
    const token = (await badTokens[name]?.()) ?? ''
    house.servers.people.requests.length = 0
    const answer = await house.post('{ me }', { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
    expect(answer.errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect(answer.data).toBeUndefined()
    expect(house.servers.people.requests).toEqual([])
  })

  it('is refused with a header of another scheme', async () => {
    expect((await house.post('{ me }', { headers: { authorization: 'Basic YWRhOmE=' } })).status).toBe(401)
  })
})

describe('a caller over WebSocket', () => {
  const closeCodeWith = (connectionParams: Record<string, unknown>) =>
    new Promise<number>(resolve => {
      const client = house.connect(connectionParams, { closed: event => resolve((event as CloseEvent).code) })
      client.subscribe({ query: '{ me }' }, { next: () => {}, error: () => {}, complete: () => {} })
    })

  it.each(Object.keys(badTokens))('is closed with 4403 for %s', async name => {
    const token = (await badTokens[name]?.()) ?? ''
    expect(await closeCodeWith({ authorization: `Bearer ${token}` })).toBe(4403)
  })

  it.each([[{ authorization: 7 }], [{ Authorization: 'Bearer a.b.c\r\nx: y' }]])(
    'is closed with 4403 for %j',
    async params => {
      expect(await closeCodeWith(params)).toBe(4403)
    },
  )

  it.each(['authorization', 'Authorization'])('is known by a good token under %s', async name => {
    const { token } = await house.ports.tokenOf()
    const client = house.connect({ [name]: `Bearer ${token}` })
    const { value } = await client.iterate({ query: '{ me }' }).next()
    expect(value?.data).toEqual({ me: `Bearer ${token}` })
  })

  it('is anonymous without a token', async () => {
    const { value } = await house.connect().iterate({ query: '{ me }' }).next()
    expect(value?.data).toEqual({ me: null })
  })

  it('is closed with 4403 when its session is ended elsewhere', async () => {
    const { viewer: person, token } = await house.ports.tokenOf()
    const closed = Promise.withResolvers<number>()
    const client = house.connect(
      { authorization: `Bearer ${token}` },
      { closed: event => closed.resolve((event as CloseEvent).code) },
    )
    client.subscribe({ query: 'subscription { ticks }' }, { next: () => {}, error: () => {}, complete: () => {} })
    await house.ports.revoked.revoke([person.sessionId])
    expect(await closed.promise).toBe(4403)
  })

  it('is closed with 4403 when its token expires', async () => {
    const signer = createTokenSigner(house.ports.keys, { clock: house.ports.clock, ttlMs: 1_500 })
    const { token } = await signer.sign(viewer)
    const closed = Promise.withResolvers<number>()
    const client = house.connect(
      { authorization: `Bearer ${token}` },
      { closed: event => closed.resolve((event as CloseEvent).code) },
    )
    client.subscribe({ query: 'subscription { ticks }' }, { next: () => {}, error: () => {}, complete: () => {} })
    expect(await closed.promise).toBe(4403)
  })
})

describe('where authentication is off', () => {
  it('a WebSocket caller cannot put what no header can have into requests to subgraphs', async () => {
    const open = await startHouse({ AUTH: 'off', GATEWAY_SECRET: '' })
    try {
      const closed = Promise.withResolvers<number>()
      const client = open.connect(
        { authorization: 'x\r\nx-atelier-gateway: guess' },
        { closed: event => closed.resolve((event as CloseEvent).code) },
      )
      client.subscribe({ query: '{ me }' }, { next: () => {}, error: () => {}, complete: () => {} })
      expect(await closed.promise).toBe(4403)
    } finally {
      await open.close()
    }
  })
})
