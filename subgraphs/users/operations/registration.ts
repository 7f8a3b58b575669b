import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { isNameTaken } from '../data/userRepository.ts'
import { checkRegistration, type RegistrationInput } from '../domain/accountInput.ts'
import { nameKey } from '../domain/names.ts'
import { nameStanding } from '../domain/reservedNames.ts'
import type { Foundation } from './foundation.ts'
import type { SessionIssuer, SignedIn } from './sessionIssuer.ts'
import { refuseShownName } from './shownNames.ts'

/** Makes an account and signs in. */
export type Register = (request: SubgraphRequest, input: RegistrationInput) => Promise<Result<SignedIn>>

export function createRegister(foundation: Foundation, issuer: SessionIssuer): Register {
  const { clock, users, reservedNames, events, hasher, turns, registrationGuard } = foundation
  const adminKeys = new Set(foundation.adminUsernames.map(nameKey))

  return async (request, input) => {
    await registrationGuard.enter(request.clientAddress)
    const checked = checkRegistration(input)
    if (!checked.ok) return checked
    const { username, email = null, displayName = null } = checked.value
    const usernameKey = nameKey(username)
    if (await users.isTaken(usernameKey)) return taken()
    const isNamed = adminKeys.has(usernameKey)
    const standing = nameStanding(await reservedNames.find(username), { isNamed, openSince: openSince() })
    if (standing === 'taken') return taken()
    const role = standing === 'administrator' ? 'ADMIN' : 'USER'
    const refused = await refuseShownName(foundation, displayName, { username, role })
    if (refused) return refused

    const { clientAddress: address, signal } = request
    const passwordHash = await turns.take({ address, as: 'registrations', signal }, () => hasher.hash(input.password))
    const now = clock.now()
    const account = { username, usernameKey, displayName, email, avatarUrl: null, role, passwordHash } as const
    try {
      const signedIn = await issuer.open({ address }, async em => {
        const isMine =
          role === 'ADMIN'
            ? await reservedNames.claim(em, username, openSince())
            : (await reservedNames.find(username, em)) === null
        if (!isMine) return null
        const user = users.add(em, { id: newId(), ...account, createdAt: now, updatedAt: now })
        events.add(em, 'created', user.id, request.trace)
        return user
      })
      return signedIn ? ok(signedIn) : taken()
    } catch (error) {
      if (isNameTaken(error)) return taken()
      throw error
    }
  }

  /** Since when a name of the settings must be reserved to be open now. */
  function openSince(): Date {
    return new Date(clock.now().getTime() - foundation.adminClaimMs)
  }
}

const taken = () => fail('USERNAME_TAKEN', ['input', 'username'], 'This user name is taken. Choose another one.')
