import { badToken, tokensUncheckable } from '../errors/graphqlErrors.ts'
import { InvalidTokenError, type TokenVerifier, type VerifiedToken } from './tokens.ts'

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i

/**
 * Verifies the `authorization` header.
 * @returns `null` without a header: an anonymous caller.
 * @throws an UNAUTHENTICATED GraphQL error with a `reason` for an invalid token, which is never treated as anonymous.
 * @throws a SUBGRAPH_UNAVAILABLE GraphQL error when the token cannot be verified now.
 */
export async function authenticate(
  header: string | undefined | null,
  verifier: TokenVerifier,
): Promise<VerifiedToken | null> {
  if (!header) return null
  const token = BEARER.exec(header)?.[1]
  if (!token) throw badToken('TOKEN_INVALID', 'The authorization header must be "Bearer" and an access token.')
  try {
    return await verifier.verify(token)
  } catch (error) {
    if (error instanceof InvalidTokenError) throw badToken(error.reason)
    throw tokensUncheckable()
  }
}
