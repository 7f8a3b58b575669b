import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { StartupError } from '../errors/startupError.ts'
import { keptSecret } from './keptSecret.ts'

/** The key pair that signs access tokens (EdDSA over Ed25519). */
export interface SigningKeys {
  privateKey: CryptoKey
  /** The public key with its id, as the JWKS endpoint serves it. */
  publicJwk: JWK & { kid: string }
}

/** Creates a key pair in memory only. */
export async function generateSigningKeys(): Promise<SigningKeys> {
  return fromJwk(await newPrivateJwk())
}

/** Reads the key pair from a file, creating it on first start. */
export async function openSigningKeys(file: string): Promise<SigningKeys> {
  const text = await keptSecret(file, async () => JSON.stringify(await newPrivateJwk()))
  try {
    return await fromJwk(JSON.parse(text))
  } catch (error) {
    throw new StartupError(`${file} is damaged. Delete it to make a new key; everybody signs in again then.`, {
      cause: error,
    })
  }
}

async function newPrivateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return exportJWK(privateKey)
}

async function fromJwk(jwk: JWK): Promise<SigningKeys> {
  const { kty, crv, x } = jwk
  const publicJwk: JWK = { kty, crv, x }
  const kid = await calculateJwkThumbprint(publicJwk)
  const privateKey = await importJWK(jwk, 'EdDSA')
  if (privateKey instanceof Uint8Array) throw new Error('The signing key is not a key pair.')
  return { privateKey, publicJwk: { ...publicJwk, kid, alg: 'EdDSA', use: 'sig' } }
}
