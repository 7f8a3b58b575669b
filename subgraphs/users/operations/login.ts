import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { addressPlace, devicePlace } from '../auth/places.ts'
import type { UsersDeps } from '../deps.ts'
import { checkPasswordText } from '../domain/accountInput.ts'
import { signInKey } from '../domain/names.ts'
import { openSession, type SessionTokens } from '../steps/openSession.ts'

/** The given credentials. */
interface Input {
  username: string
  password: string
  /** The device token of an earlier sign-in. */
  deviceToken?: string | null
}

/** Signs in by password. */
export async function login(deps: UsersDeps, caller: SubgraphRequest, input: Input): Promise<Result<SessionTokens>> {
  const { users, hasher, signInGuard } = deps
  const { clientAddress: address, signal } = caller
  const { password, deviceToken } = input
  const faults = checkPasswordText(password, ['input', 'password'])
  if (faults.length > 0) return failAll(faults)
  const usernameKey = signInKey(input.username)
  const credentials = await users.credentials({ usernameKey })
  const known = await knownPlaces(deps, credentials?.userId ?? UNKNOWN_ID, address, deviceToken)
  const knownPlace = (known.device ?? known.address)?.placeHash
  const right = await signInGuard.signIn({ address, signal, usernameKey, knownPlace }, () =>
    hasher.verify(credentials?.passwordHash ?? null, password),
  )
  if (!right || !credentials) return wrongCredentials()
  const from = { address, deviceToken: known.device && deviceToken ? deviceToken : undefined }
  // The password may have been changed while it was verified.
  const signedIn = await openSession(deps, from, em => users.findUnchanged(em, credentials))
  return signedIn ? ok(signedIn) : wrongCredentials()
}

/** Places of this sign-in that are known for the account. */
async function knownPlaces(
  { places, clock, settings }: UsersDeps,
  userId: string,
  address: string | null,
  deviceToken: string | null | undefined,
) {
  const from = [addressPlace(address), ...(deviceToken ? [devicePlace(deviceToken)] : [])]
  const known = await places.knownOf(userId, from, new Date(clock.now().getTime() - settings.rememberPlacesMs))
  return {
    address: known.find(({ kind }) => kind === 'address'),
    device: known.find(({ kind }) => kind === 'device'),
  }
}

/** An id that no account has: places are looked up for it too, so that it takes the same time. */
const UNKNOWN_ID = ''

const wrongCredentials = () => fail('INVALID_CREDENTIALS', null, 'The user name or the password is wrong.')
