import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKeys, type SigningKeys } from './keys.ts'
import { createLocalTokenVerifier, createTokenSigner, InvalidTokenError, type TokenVerifier } from './tokens.ts'
import type { Viewer } from './viewer.ts'

const ada: Viewer = { id: 'u1', username: 'ada', role: 'USER', sessionId: 's1' }
let now = new Date('2026-01-01T00:00:00Z')
const clock = { now: () => now }
const revoked = new Set<string>()

let keys: SigningKeys
let verifier: TokenVerifier

beforeAll(async () => {
  keys = await generateSigningKeys()
  verifier = createLocalTokenVerifier(keys, { clock, revoked: { isRevoked: async id => revoked.has(id) } })
})

const sign = () => createTokenSigner(keys, { clock }).sign(ada)
const customToken = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  new SignJWT({ sub: 'u1', name: 'ada', role: 'ADMIN', sid: 's1', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: keys.publicJwk.kid, ...header })
    .setExpirationTime('1h')

describe('access tokens', () => {
  it('tell who is calling', async () => {
    const { token, expiresAt } = await sign()
    expect(await verifier.verify(token)).toEqual({ viewer: ada, scopes: [], expiresAt })
  })

  it('end after fifteen minutes', async () => {
    const { token } = await sign()
    const verified = await verifier.verify(token)
    now = new Date('2026-01-01T00:15:01Z')
    expect(await verifier.isStillGood(verified)).toBe(false)
    await expect(verifier.verify(token)).rejects.toThrow(InvalidTokenError)
    now = new Date('2026-01-01T00:00:00Z')
  })

  it('end when their session is revoked', async () => {
    const { token } = await sign()
    const verified = await verifier.verify(token)
    expect(await verifier.isStillGood(verified)).toBe(true)
    revoked.add('s1')
    expect(await verifier.isStillGood(verified)).toBe(false)
    await expect(verifier.verify(token)).rejects.toThrow(InvalidTokenError)
    revoked.clear()
  })

  it('are refused when signed by another key', async () => {
    const other = await generateSigningKeys()
    const forged = await createTokenSigner(
      { ...other, publicJwk: { ...other.publicJwk, kid: keys.publicJwk.kid } },
      { clock },
    ).sign(ada)
    await expect(verifier.verify(forged.token)).rejects.toThrow(InvalidTokenError)
  })

  it('are refused without a signature', async () => {
    const { token } = await sign()
    const [, payload] = token.split('.')
    const none = `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'JWT' }))}.${payload}.`
    await expect(verifier.verify(none)).rejects.toThrow(InvalidTokenError)
  })

  it('are refused when signed with the public key as a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(keys.publicJwk).padEnd(64, ' '))
    const token = await customToken({ iss: 'atelier', aud: 'atelier' }, { alg: 'HS256' }).sign(secret)
    await expect(verifier.verify(token)).rejects.toThrow(InvalidTokenError)
  })

  it('are refused with a key of their own in the header', async () => {
    const pair = await generateKeyPair('EdDSA', { extractable: true })
    const jwk = await exportJWK(pair.publicKey)
    const token = await customToken({ iss: 'atelier', aud: 'atelier' }, { jwk }).sign(pair.privateKey)
    await expect(verifier.verify(token)).rejects.toThrow(InvalidTokenError)
  })

  it.each([
    ['of another issuer', { iss: 'elsewhere', aud: 'atelier' }],
    ['for another audience', { iss: 'atelier', aud: 'elsewhere' }],
    ['with an unknown role', { iss: 'atelier', aud: 'atelier', role: 'ROOT' }],
    ['without a session', { iss: 'atelier', aud: 'atelier', sid: undefined }],
    ['not valid yet', { iss: 'atelier', aud: 'atelier', nbf: 1_900_000_000 }],
  ])('are refused %s', async (_, claims) => {
    const token = await customToken(claims).sign(keys.privateKey)
    await expect(verifier.verify(token)).rejects.toThrow(InvalidTokenError)
  })
})
