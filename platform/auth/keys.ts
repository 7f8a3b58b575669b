import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** The key pair that signs access tokens (EdDSA over Ed25519). */
export interface SigningKeys {
  privateKey: CryptoKey
  /** What the JWKS endpoint serves: the public half, with its id. */
  publicJwk: JWK & { kid: string }
}

/** Makes a key pair that lives in memory only. */
export async function generateSigningKeys(): Promise<SigningKeys> {
  return fromJwk(await newPrivateJwk())
}

/**
 * Opens the key pair kept in a file, or makes it on first start, readable by its owner only.
 * Two processes that start at once agree on the one that was written first.
 */
export async function openSigningKeys(file: string): Promise<SigningKeys> {
  const existing = await readIfThere(file)
  if (existing) return fromJwk(existing)
  await mkdir(dirname(file), { recursive: true })
  const jwk = await newPrivateJwk()
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(JSON.stringify(jwk))
      await handle.sync()
    } finally {
      await handle.close()
    }
    return fromJwk(jwk)
  } catch (error) {
    const written = isCode(error, 'EEXIST') ? await readIfThere(file) : undefined
    if (written) return fromJwk(written)
    throw error
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

async function readIfThere(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    if (error instanceof SyntaxError)
      throw new Error(`${file} is damaged. Delete it to make a new key; everybody signs in again then.`)
    throw error
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
