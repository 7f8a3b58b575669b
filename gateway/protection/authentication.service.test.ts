import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const viewer = { id: 'u1', username: 'ada', role: 'ADMIN', sessionId: 's1' } as const

/** Claims as a good token has them. */
const claims = () => ({ name: viewer.username, role: viewer.role, sid: viewer.sessionId })

/** Tokens that nobody may enter with, by what is wrong with them. */
const badTokens: Record<string, () => Promise<string>> = {
  'an expired one': async () => {
    const past = { now: () => new Date(Date.now() - 3_600_000) }
    return (await createTokenSigner(gateway.ports.keys, { clock: past }).sign(viewer)).token
  },
  'one signed with another key': async () =>
    (await createTokenSigner(await generateSigningKeys(), { clock: gateway.ports.clock }).sign(viewer)).token,
  'one signed with another key under the key id of ours': async () => {
    const { privateKey } = await generateKeyPair('EdDSA')
    return sign(privateKey, { alg: 'EdDSA', kid: gateway.ports.keys.publicJwk.kid })
  },
  'one with `alg: none`': async () =>
    new UnsecuredJWT(claims())
      .setSubject(viewer.id)
      .setIssuer('atelier')
      .setAudience('atelier')
      .setExpirationTime('1h')
      .encode(),
  'one signed with the public key as an HMAC secret': async () => {
    const { kid } = gateway.ports.keys.publicJwk
    const publicKey = await importJWK(gateway.ports.keys.publicJwk, 'EdDSA', { extractable: true })
    if (publicKey instanceof Uint8Array) throw new Error('not a public key')
    return sign(new TextEncoder().encode(await exportSPKI(publicKey)), { alg: 'HS256', kid })
  },
  'one signed with the bytes of the public key as an HMAC secret': async () => {
    const { kid, x = '' } = gateway.ports.keys.publicJwk
    return sign(Buffer.from(x, 'base64url'), { alg: 'HS256', kid })
  },
  'one signed with RSA under the key id of ours': async () => {
    const { privateKey } = await generateKeyPair('RS256')
    return sign(privateKey, { alg: 'RS256', kid: gateway.ports.keys.publicJwk.kid })
  },
  'one whose claims were changed': async () => {
    const [header, , signature] = (await ourToken()).split('.')
    const changed = Buffer.from(JSON.stringify({ ...claims(), sub: 'somebody else' })).toString('base64url')
    return `${header}.${changed}.${signature}`
  },
  'one that brings its own key': async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA')
    return sign(privateKey, { alg: 'EdDSA', jwk: await exportJWK(publicKey) })
  },
  'one that names an unknown key': async () => forged({ kid: 'another' }),
  'one whose key id is a path': async () => forged({ kid: '../../../../dev/null' }),
  'one whose key id is SQL': async () => forged({ kid: "' union select 'secret' --" }),
  'one whose key id is a URL': async () => forged({ kid: 'http://127.0.0.1/keys.json' }),
  'one whose key id is of 6,000 characters': async () => forged({ kid: 'k'.repeat(6_000) }),
  'one whose key id is no text': async () => forged({ kid: { toString: 'x' } }),
  'one that asks for an extension that nobody knows': async () => forged({ crit: ['exp'], exp: 1 }),
  'one of another issuer': async () => ourToken(token => token.setIssuer('elsewhere')),
  'one for another audience': async () => ourToken(token => token.setAudience('elsewhere')),
  'one that is not valid yet': async () => ourToken(token => token.setNotBefore('1h')),
  'one that never ends': async () => withoutEnd(),
  'one of a session that was ended': async () => {
    const { viewer: other, token } = await gateway.ports.tokenOf()
    await gateway.ports.revoked.revoke([other.sessionId])
    return token
  },
  'one that is no token': async () => 'a.b.c',
}

const reasons: Record<string, string> = {
  'an expired one': 'TOKEN_EXPIRED',
  'one of a session that was ended': 'SESSION_ENDED',
}

/** A site that may call. */
const STUDIO = 'https://studio.apollographql.com'

const newToken = () =>
  new SignJWT(claims()).setSubject(viewer.id).setIssuer('atelier').setAudience('atelier').setExpirationTime('1h')

const sign = (key: Parameters<SignJWT['sign']>[0], header: { alg: string; [name: string]: unknown }) =>
  newToken().setProtectedHeader(header).sign(key)

/** One that is good but for what is changed. */
function ourToken(change: (token: SignJWT) => SignJWT = token => token): Promise<string> {
  const { privateKey, publicJwk } = gateway.ports.keys
  return change(newToken()).setProtectedHeader({ alg: 'EdDSA', kid: publicJwk.kid }).sign(privateKey)
}

async function withoutEnd(): Promise<string> {
  const { privateKey, publicJwk } = gateway.ports.keys
  const token = new SignJWT(claims()).setSubject(viewer.id).setIssuer('atelier').setAudience('atelier')
  return token.setProtectedHeader({ alg: 'EdDSA', kid: publicJwk.kid }).sign(privateKey)
}

/** One signed with a key of the attacker's, with a header to match; written by hand, as jose signs no such thing. */
async function forged(header: Record<string, unknown>): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const [, body, signature] = (await sign(privateKey, { alg: 'EdDSA' })).split('.')
  const encoded = Buffer.from(JSON.stringify({ alg: 'EdDSA', ...header })).toString('base64url')
  return `${encoded}.${body}.${signature}`
}

describe('a caller over HTTP', () => {
  it('is anonymous without a token', async () => {
    const { status, data } = await gateway.post('{ me }')
    expect({ status, data }).toEqual({ status: 200, data: { me: null } })
  })

  it('is known by a good token', async () => {
    const { token } = await gateway.ports.tokenOf()
    expect((await gateway.post('{ me }', { headers: { authorization: `Bearer ${token}` } })).data.me).toBe(
      `Bearer ${token}`,
    )
  })

  it.each(Object.keys(badTokens))('is told what is wrong with %s', async name => {
    const headers = { authorization: `Bearer ${(await badTokens[name]?.()) ?? ''}`, origin: STUDIO }
    const { errors, headers: answered } = await gateway.post('{ me }', { headers })
    const reason = reasons[name] ?? 'TOKEN_INVALID'
    expect(errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', reason })
    expect(answered.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="${errors[0]?.message}"`,
    )
  })

  it('of another site may read the headers that say what to do', async () => {
    const { headers } = await gateway.post('{ me }', { headers: { authorization: 'Bearer a.b.c', origin: STUDIO } })
    expect(headers.get('access-control-expose-headers')?.split(/, ?/)).toEqual(
      expect.arrayContaining(['retry-after', 'www-authenticate']),
    )
  })

  it('is told so over a stream, too', async () => {
    const authorization = `Bearer ${(await badTokens['an expired one']?.()) ?? ''}`
    for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, authorization },
        body: JSON.stringify({ query: 'subscription { ticks }' }),
      })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer error="invalid_token", error_description="The access token has expired. Refresh the session."',
      ])
      expect(await response.text()).toContain('"code":"UNAUTHENTICATED","reason":"TOKEN_EXPIRED"')
    }
  })

  it.each(Object.keys(badTokens))('is refused with %s', async name => {
    const token = (await badTokens[name]?.()) ?? ''
    gateway.servers.people.requests.length = 0
    const answer = await gateway.post('{ me }', { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
    expect(answer.errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect(answer.data).toBeUndefined()
    expect(gateway.servers.people.requests).toEqual([])
  })

  it('is known by a good token made here, so that the bad ones are bad by what they say', async () => {
    const { status, data } = await gateway.post('{ me }', { headers: { authorization: `Bearer ${await ourToken()}` } })
    expect({ status, known: data.me !== null }).toEqual({ status: 200, known: true })
  })

  it.each(['jku', 'x5u'])('cannot make the gateway fetch keys by `%s`', async name => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
    const asked: (string | undefined)[] = []
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'mine', alg: 'EdDSA' }] })
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.setHeader('content-type', 'application/json').end(keys)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys.json`
      const token = await sign(privateKey, { alg: 'EdDSA', kid: 'mine', [name]: place })
      expect((await gateway.post('{ me }', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
      expect(asked).toEqual([])
    } finally {
      server.close()
    }
  })

  it.each([
    ['another scheme', 'Basic YWRhOmE='],
    ['two tokens', 'Bearer a.b.c, Bearer d.e.f'],
    ['no token', 'Bearer '],
    ['characters beyond ASCII', 'Bearer \u00e4.\u00f6.\u00fc'],
  ])('is refused with %s in the header', async (_, authorization) => {
    const { status, errors, headers } = await gateway.post('{ me }', { headers: { authorization } })
    expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", error_description="[^"\\]+"$/)
  })

  it('is refused with a header that is too long, before anything of it is looked at', async () => {
    const headers = { authorization: `Bearer ${'x'.repeat(40_000)}` }
    expect((await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: '{}' })).status).toBe(431)
  })
})

describe('a caller over WebSocket', () => {
  const closeWith = (connectionParams: Record<string, unknown>) =>
    new Promise<CloseEvent>(resolve => {
      const client = gateway.connect(connectionParams, { closed: event => resolve(event as CloseEvent) })
      client.subscribe({ query: '{ me }' }, { next: () => {}, error: () => {}, complete: () => {} })
    })
  const closeCodeWith = async (connectionParams: Record<string, unknown>) => (await closeWith(connectionParams)).code

  it.each(Object.keys(badTokens))('is told what is wrong with %s', async name => {
    const { reason } = await closeWith({ authorization: `Bearer ${(await badTokens[name]?.()) ?? ''}` })
    expect(reason).toMatch(new RegExp(`^${reasons[name] ?? 'TOKEN_INVALID'}: \\w.*\\.$`))
  })

  const places: [string, (authorization: unknown) => Record<string, unknown>][] = [
    ['AUTHORIZATION', authorization => ({ AUTHORIZATION: authorization })],
    ['headers.authorization', authorization => ({ headers: { authorization } })],
    ['headers.Authorization', authorization => ({ headers: { Authorization: authorization } })],
    ['Headers.AUTHORIZATION', authorization => ({ Headers: { AUTHORIZATION: authorization, 'x-a': 1 } })],
    ['both places', authorization => ({ authorization, headers: { Authorization: authorization } })],
    ['headers beside null', authorization => ({ authorization: null, headers: { authorization } })],
  ]

  it.each(places)('is known by a good token under %s', async (_, paramsOf) => {
    const { token } = await gateway.ports.tokenOf()
    const { value } = await gateway
      .connect(paramsOf(`Bearer ${token}`))
      .iterate({ query: '{ me }' })
      .next()
    expect(value?.data).toEqual({ me: `Bearer ${token}` })
  })

  it.each(places)('is closed with 4403 for a bad token under %s', async (_, paramsOf) => {
    const { code, reason } = await closeWith(paramsOf('Bearer a.b.c'))
    expect({ code, reason }).toEqual({ code: 4403, reason: 'TOKEN_INVALID: The access token is not valid. Sign in.' })
  })

  it.each<[Record<string, unknown>, string]>([
    [{ headers: 'authorization: Bearer a.b.c' }, 'The headers of a payload must be an object.'],
    [{ headers: [['authorization', 'Bearer a.b.c']] }, 'The headers of a payload must be an object.'],
    [
      { headers: { authorization: ['Bearer a.b.c'] } },
      'The authorization must be a text: "Bearer" and an access token.',
    ],
    [{ headers: { Authorization: { token: 'a' } } }, 'The authorization must be a text: "Bearer" and an access token.'],
    [{ authorization: 7 }, 'The authorization must be a text: "Bearer" and an access token.'],
    [{ Authorization: false }, 'The authorization must be a text: "Bearer" and an access token.'],
    [
      { authorization: 'Bearer a.b.c', headers: { authorization: 'Bearer d.e.f' } },
      'There are several authorizations. Send one.',
    ],
    [{ authorization: 'a.b.c' }, 'The authorization header must be "Bearer" and an access token.'],
    [{ headers: { authorization: 'Basic YTpi' } }, 'The authorization header must be "Bearer" and an access token.'],
    [
      { headers: { authorization: 'Bearer \u00e4' } },
      'The authorization contains characters that are invalid in an HTTP header.',
    ],
  ])('is closed with 4403 and told why for %j', async (params, message) => {
    const { code, reason } = await closeWith(params)
    expect({ code, reason }).toEqual({ code: 4403, reason: `TOKEN_INVALID: ${message}` })
  })

  it.each([[{}], [{ headers: {} }], [{ headers: null }], [{ authToken: 'x' }], [{ headers: { authorization: null } }]])(
    'is anonymous with %j',
    async params => {
      const { value } = await gateway.connect(params).iterate({ query: '{ me }' }).next()
      expect(value?.data).toEqual({ me: null })
    },
  )

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
    const { token } = await gateway.ports.tokenOf()
    const client = gateway.connect({ [name]: `Bearer ${token}` })
    const { value } = await client.iterate({ query: '{ me }' }).next()
    expect(value?.data).toEqual({ me: `Bearer ${token}` })
  })

  it('is anonymous without a token', async () => {
    const { value } = await gateway.connect().iterate({ query: '{ me }' }).next()
    expect(value?.data).toEqual({ me: null })
  })

  it('is closed with 4403 when its session is ended elsewhere', async () => {
    const { viewer: person, token } = await gateway.ports.tokenOf()
    const closed = Promise.withResolvers<CloseEvent>()
    const client = gateway.connect(
      { authorization: `Bearer ${token}` },
      { closed: event => closed.resolve(event as CloseEvent) },
    )
    client.subscribe({ query: 'subscription { ticks }' }, { next: () => {}, error: () => {}, complete: () => {} })
    await gateway.ports.revoked.revoke([person.sessionId])
    const { code, reason } = await closed.promise
    expect(code).toBe(4403)
    expect(reason).toMatch(/^SESSION_ENDED: /)
  })

  it('is closed with 4403 when its token expires', async () => {
    const signer = createTokenSigner(gateway.ports.keys, { clock: gateway.ports.clock, ttlMs: 1_500 })
    const { token } = await signer.sign(viewer)
    const closed = Promise.withResolvers<CloseEvent>()
    const client = gateway.connect(
      { authorization: `Bearer ${token}` },
      { closed: event => closed.resolve(event as CloseEvent) },
    )
    client.subscribe({ query: 'subscription { ticks }' }, { next: () => {}, error: () => {}, complete: () => {} })
    const { code, reason } = await closed.promise
    expect(code).toBe(4403)
    expect(reason).toMatch(/^TOKEN_EXPIRED: /)
  })
})

describe('where authentication is off', () => {
  it('a WebSocket caller cannot put what no header can have into requests to subgraphs', async () => {
    const open = await startTestGateway({ AUTH: 'off', GATEWAY_SECRET: '' })
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
