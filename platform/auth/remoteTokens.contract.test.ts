import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../time/clock.ts'
import { generateSigningKeys, type SigningKeys } from './keys.ts'
import { createRemoteTokenVerifier, createTokenSigner, InvalidTokenError, type TokenVerifier } from './tokens.ts'
import type { Viewer } from './viewer.ts'

const ada: Viewer = { id: 'u1', username: 'ada', role: 'USER', sessionId: 's1' }

describe('tokens checked with the keys of another service', () => {
  let keys: SigningKeys
  let server: Server
  let asked: number
  let answer: () => object
  let verifier: TokenVerifier
  const warnings = captureLog({ level: 'warn' })
  const tokenOf = async (of = keys) => (await createTokenSigner(of, { clock: systemClock }).sign(ada)).token

  beforeEach(async () => {
    keys = await generateSigningKeys()
    asked = 0
    answer = () => ({ keys: [keys.publicJwk] })
    server = createServer((_, response) => {
      asked += 1
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer()))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`
    warnings.clear()
    const log = warnings.logger
    verifier = createRemoteTokenVerifier(url, { revoked: { isRevoked: async () => false }, clock: systemClock, log })
  })
  afterEach(() => server.close())

  it('are good for many requests by one question', async () => {
    for (let n = 0; n < 5; n++) expect((await verifier.verify(await tokenOf())).viewer).toEqual(ada)
    expect(asked).toBe(1)
  })

  it('that name unknown keys do not make it ask for each', async () => {
    await verifier.verify(await tokenOf())
    const { privateKey } = await generateKeyPair('EdDSA')
    for (let n = 0; n < 20; n++) {
      const header = { alg: 'EdDSA', kid: `../${n}` }
      const token = new SignJWT({ sid: 's1' }).setProtectedHeader(header).setSubject('u1').setExpirationTime('1h')
      await expect(verifier.verify(await token.sign(privateKey))).rejects.toThrow(InvalidTokenError)
    }
    expect(asked).toBe(1)
  })

  it('are not taken for bad ones when the service does not answer as it should', async () => {
    answer = () => ({ message: 'try again later' })
    await expect(verifier.verify(await tokenOf())).rejects.not.toThrow(InvalidTokenError)
    server.close()
    server.closeAllConnections()
    await expect(verifier.verify(await tokenOf())).rejects.not.toThrow(InvalidTokenError)
    expect(warnings.lines).toMatchObject(
      Array(2).fill({ url: expect.stringContaining('/.well-known/jwks.json'), err: { message: expect.any(String) } }),
    )
  })

  it('are good again when it answers', async () => {
    answer = () => ({ message: 'try again later' })
    const token = await tokenOf()
    await expect(verifier.verify(token)).rejects.toThrow()
    answer = () => ({ keys: [keys.publicJwk] })
    expect((await verifier.verify(token)).viewer).toEqual(ada)
  })

  it('are bad when they are signed with a key that the service does not show', async () => {
    const other = await generateSigningKeys()
    await expect(verifier.verify(await tokenOf(other))).rejects.toThrow(InvalidTokenError)
  })
})
