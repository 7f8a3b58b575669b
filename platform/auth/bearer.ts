import { tokensUncheckable, unauthenticated } from '../errors/graphqlErrors.ts'
import { InvalidTokenError, type TokenVerifier, type VerifiedToken } from './tokens.ts'

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i

/**
 * Who an `authorization` header speaks for.
 * @returns `null` for no header: an anonymous caller.
 * @throws an UNAUTHENTICATED GraphQL error when there is a header and it is not a valid token; never silently anonymous.
 * @throws a SUBGRAPH_UNAVAILABLE GraphQL error when that cannot be found out.
 */
export async function authenticate(
  header: string | undefined | null,
  verifier: TokenVerifier,
): Promise<VerifiedToken | null> {
  if (!header) return null
  const token = BEARER.exec(header)?.[1]
  if (!token) throw unauthenticated('The authorization header must be "Bearer" and an access token.')
  try {
    return await verifier.verify(token)
  } catch (error) {
    if (error instanceof InvalidTokenError) {
      throw unauthenticated('The access token is not valid or has expired. Sign in or refresh the session.')
    }
    throw tokensUncheckable()
  }
}
