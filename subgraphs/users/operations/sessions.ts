import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { addressPlace, devicePlace } from '../auth/places.ts'
import { hashOfRefreshToken } from '../auth/refreshTokenSecrets.ts'
import { checkPasswordText } from '../domain/accountInput.ts'
import { signInKey } from '../domain/names.ts'
import { type Foundation, viewerOf } from './foundation.ts'
import type { SessionIssuer, SignedIn } from './sessionIssuer.ts'

/** Who signs in, as they say. */
export interface LoginInput {
  username: string
  password: string
  /** What an earlier sign-in gave this client. */
  deviceToken?: string | null
}

/** Signing in and out. */
export interface Sessions {
  login(request: SubgraphRequest, input: LoginInput): Promise<Result<SignedIn>>
  refresh(refreshToken: string): Promise<Result<SignedIn>>
  /** Ends the session of a refresh token, which is all the proof that it takes. @returns how many ended: none or one. */
  logout(refreshToken: string): Promise<number>
  /** @returns how many sessions ended. */
  logoutEverywhere(request: SubgraphRequest): Promise<number>
}

export function createSessions(foundation: Foundation, issuer: SessionIssuer): Sessions {
  const { clock, transaction, users, sessions, places, revoked, hasher, signInGuard, rememberPlacesMs } = foundation

  /** Which of the places that somebody signs in from their account knows. */
  async function knownPlaces(userId: string, address: string | null, deviceToken: string | null | undefined) {
    const from = [addressPlace(address), ...(deviceToken ? [devicePlace(deviceToken)] : [])]
    const known = await places.knownOf(userId, from, new Date(clock.now().getTime() - rememberPlacesMs))
    return {
      address: known.find(({ kind }) => kind === 'address'),
      device: known.find(({ kind }) => kind === 'device'),
    }
  }

  async function announce(endedSessions: string[]): Promise<number> {
    await revoked.revoke(endedSessions)
    return endedSessions.length
  }

  return {
    async login(request, { username, password, deviceToken }) {
      const faults = checkPasswordText(password, ['input', 'password'])
      if (faults.length > 0) return failAll(faults)
      const usernameKey = signInKey(username)
      const credentials = await users.credentials({ usernameKey })
      const known = await knownPlaces(credentials?.userId ?? NOBODY, request.clientAddress, deviceToken)
      const client = { address: request.clientAddress, signal: request.signal }
      const knownPlace = (known.device ?? known.address)?.placeHash
      const right = await signInGuard.signIn({ ...client, usernameKey, knownPlace }, () =>
        hasher.verify(credentials?.passwordHash ?? null, password),
      )
      if (!right || !credentials) return wrongCredentials()
      const from = {
        address: request.clientAddress,
        deviceToken: known.device && deviceToken ? deviceToken : undefined,
      }
      // The password may have been changed while it was checked.
      const signedIn = await issuer.open(from, em => users.findUnchanged(em, credentials))
      return signedIn ? ok(signedIn) : wrongCredentials()
    },

    refresh: refreshToken => issuer.refresh(refreshToken),

    async logout(refreshToken) {
      const ended = await transaction(async em => {
        const found = await sessions.findByToken(em, hashOfRefreshToken(refreshToken))
        return found && (await sessions.end(em, found.session.id, clock.now())) ? [found.session.id] : []
      })
      return announce(ended)
    },

    async logoutEverywhere(request) {
      const { id: userId } = viewerOf(request)
      return announce(await transaction(em => sessions.endAll(em, { userId }, clock.now())))
    },
  }
}

/** Whom no account belongs to: their places are looked for too, so that it takes the same time. */
const NOBODY = ''

const wrongCredentials = () => fail('INVALID_CREDENTIALS', null, 'The user name or the password is wrong.')
