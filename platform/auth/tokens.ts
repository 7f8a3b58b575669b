import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { TokenProblem } from '../errors/graphqlErrors.ts'
import { messageOf } from '../errors/messageOf.ts'
import type { Logger } from '../log/logger.ts'
import type { Clock } from '../time/clock.ts'
import type { SigningKeys } from './keys.ts'
import type { Viewer } from './viewer.ts'

const ISSUER = 'atelier'
const AUDIENCE = 'atelier'

/** Default lifetime of an access token, in milliseconds. */
export const ACCESS_TOKEN_TTL_MS = 15 * 60_000

/** Maximum lifetime of an access token in any installation: ended sessions are listed as long. */
export const MAX_ACCESS_TOKEN_TTL_MS = 24 * 60 * 60_000

/** A signed access token and its expiry. */
export interface AccessToken {
  token: string
  expiresAt: Date
}

/** Signs access tokens; only the users service has a signer. */
export interface TokenSigner {
  sign(viewer: Viewer): Promise<AccessToken>
}

/** The claims of a verified token. */
export interface VerifiedToken {
  viewer: Viewer
  /** Scopes of the claim `scope`; empty without the claim. */
  scopes: readonly string[]
  expiresAt: Date
}

/** Verifies access tokens. */
export interface TokenVerifier {
  /** @throws InvalidTokenError when the token is malformed, forged, expired or of a revoked session. */
  verify(token: string): Promise<VerifiedToken>
  /** Whether a verified token is still valid: not expired, and its session not revoked since. */
  isStillGood(token: VerifiedToken): Promise<boolean>
}

/** Thrown for an invalid token. The message is for logs; clients learn the reason, for which to do different things. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError'
  readonly reason: TokenProblem

  constructor(reason: TokenProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** The revoked sessions whose tokens may not have expired. */
export interface RevokedSessions {
  isRevoked(sessionId: string): Promise<boolean>
}

const claims = z.object({
  sub: z.string(),
  name: z.string(),
  role: z.enum(['USER', 'ADMIN']),
  sid: z.string(),
  exp: z.number(),
  // RFC 8693: scopes separated by spaces.
  scope: z.string().optional(),
})

export function createTokenSigner(keys: SigningKeys, options: { clock: Clock; ttlMs?: number }): TokenSigner {
  return {
    async sign(viewer) {
      const now = options.clock.now().getTime()
      const expiresAt = new Date(now + (options.ttlMs ?? ACCESS_TOKEN_TTL_MS))
      const token = await new SignJWT({ name: viewer.username, role: viewer.role, sid: viewer.sessionId })
        .setProtectedHeader({ alg: 'EdDSA', kid: keys.publicJwk.kid, typ: 'JWT' })
        .setSubject(viewer.id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
        .sign(keys.privateKey)
      return { token, expiresAt: new Date(Math.floor(expiresAt.getTime() / 1000) * 1000) }
    },
  }
}

/** A verifier with the public keys of a JWKS endpoint, fetched on first use and again for an unknown key id. */
export function createRemoteTokenVerifier(
  jwksUrl: string,
  options: { revoked: RevokedSessions; clock: Clock; log: Logger },
): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUrl))
  return createVerifier(async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (isKeyServerFault(error)) options.log.warn({ err: error, url: jwksUrl }, 'token verification keys unavailable')
      throw error
    }
  }, options)
}

/** A verifier with local public keys. */
export const createLocalTokenVerifier = (
  keys: SigningKeys,
  options: { revoked: RevokedSessions; clock: Clock },
): TokenVerifier => createVerifier(createLocalJWKSet({ keys: [keys.publicJwk] }), options)

/** How long a verified signature is cached, without another lookup of the key. */
const REMEMBERED_MS = 60_000
const MAX_REMEMBERED = 10_000

/**
 * Caches verified claims: a signature check costs more than the rest of a small request, and one token comes with many
 * requests. Expiry and revocation are checked each time.
 */
function createVerifier(getKey: JWTVerifyGetKey, options: { revoked: RevokedSessions; clock: Clock }): TokenVerifier {
  const { revoked, clock } = options
  const remembered = new LRUCache<string, { verified: VerifiedToken; until: number }>({ max: MAX_REMEMBERED })

  async function signed(token: string): Promise<VerifiedToken> {
    const now = clock.now().getTime()
    const known = remembered.get(token)
    if (known && now < known.until && now < known.verified.expiresAt.getTime()) return known.verified
    const { sub, name, role, sid, exp, scope = '' } = await verifiedClaims(token, getKey, clock)
    const verified: VerifiedToken = {
      viewer: { id: sub, username: name, role, sessionId: sid },
      scopes: scope.split(' ').filter(Boolean),
      expiresAt: new Date(exp * 1000),
    }
    remembered.set(token, { verified, until: now + REMEMBERED_MS })
    return verified
  }

  return {
    async verify(token) {
      const verified = await signed(token)
      if (await revoked.isRevoked(verified.viewer.sessionId)) {
        throw new InvalidTokenError('SESSION_ENDED', 'the session was ended')
      }
      return verified
    },
    isStillGood: async ({ viewer, expiresAt }) =>
      expiresAt > clock.now() && !(await revoked.isRevoked(viewer.sessionId)),
  }
}

async function verifiedClaims(token: string, getKey: JWTVerifyGetKey, clock: Clock): Promise<z.infer<typeof claims>> {
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms: ['EdDSA'],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp', 'sid'],
      currentDate: clock.now(),
    })
    return claims.parse(payload)
  } catch (error) {
    if (isKeyServerFault(error)) throw error
    // Expiry is checked last, of a token that is valid otherwise.
    const reason = error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID'
    throw new InvalidTokenError(reason, messageOf(error), { cause: error })
  }
}

/** An unavailable key server: no verdict on the token. */
const isKeyServerFault = (error: unknown) =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
  (error instanceof TypeError && error.message === 'fetch failed')
