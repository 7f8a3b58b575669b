import { createHash, createHmac, randomBytes } from 'node:crypto'

/** A refresh token, 32 bytes in base64url, and its stored hash. */
export interface RefreshTokenSecret {
  token: string
  tokenHash: string
}

/** The first refresh token of a session: random. */
export const newRefreshToken = (): RefreshTokenSecret => withHash(randomSecret())

/** A random value from which, together with a token, its successor is made. */
export const newSuccessorSeed = (): string => randomSecret()

/**
 * The successor of a token. It takes both the token, which is never stored, and the seed, which no client sees; whoever
 * has one of them learns nothing of the successor.
 */
export const successorOf = (token: string, seed: string): RefreshTokenSecret =>
  withHash(createHmac('sha256', seed).update(token).digest('base64url'))

/** SHA-256 in hex. A token is too random to be guessed, so a fast hash is as safe as a slow one. */
export const hashOfRefreshToken = (token: string): string => createHash('sha256').update(token).digest('hex')

const randomSecret = () => randomBytes(32).toString('base64url')

const withHash = (token: string): RefreshTokenSecret => ({ token, tokenHash: hashOfRefreshToken(token) })
