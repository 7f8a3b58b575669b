import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Credentials } from '../data/userRepository.ts'
import type { UsersDeps } from '../deps.ts'

/** The caller's credentials, if the password matches. @throws RATE_LIMITED after too many wrong ones. */
export async function verifyOwnPassword(
  { users, signInGuard, hasher }: UsersDeps,
  { viewer, clientAddress: address, signal }: SignedInCaller,
  password: string,
): Promise<Credentials | null> {
  const { id: userId, sessionId } = viewer
  const credentials = await users.credentials({ id: userId })
  if (!credentials) throw accountGone()
  const right = await signInGuard.confirm({ address, signal, userId, sessionId }, () =>
    hasher.verify(credentials.passwordHash, password),
  )
  return right ? credentials : null
}

export const wrongPassword = (field: string[]) => fail('WRONG_PASSWORD', field, 'The password is wrong. Try again.')

/** For a token that outlived its account. */
export const accountGone = () => unauthenticated('The account was deleted. Sign in with another one.')
