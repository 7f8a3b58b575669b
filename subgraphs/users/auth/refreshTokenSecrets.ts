import { createHash, randomBytes } from 'node:crypto'

/** A new refresh token, 32 random bytes in base64url, and its stored hash. */
export function newRefreshToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashOfRefreshToken(token) }
}

/** SHA-256 in hex. A token is too random to be guessed, so a fast hash is as safe as a slow one. */
export const hashOfRefreshToken = (token: string): string => createHash('sha256').update(token).digest('hex')
