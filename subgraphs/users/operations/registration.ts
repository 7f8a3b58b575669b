import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { isNameTaken } from '../data/userRepository.ts'
import { checkRegistration, type RegistrationInput } from '../domain/accountInput.ts'
import { nameKey } from '../domain/names.ts'
import { firstRole } from '../domain/roles.ts'
import type { Foundation } from './foundation.ts'
import type { SessionIssuer, SignedIn } from './sessionIssuer.ts'

/** Makes an account and signs in. */
export type Register = (request: SubgraphRequest, input: RegistrationInput) => Promise<Result<SignedIn>>

export function createRegister(foundation: Foundation, issuer: SessionIssuer): Register {
  const { clock, users, events, hasher, registrationGuard, adminKeys } = foundation
  return async (request, input) => {
    await registrationGuard.enter(request.clientAddress)
    const checked = checkRegistration(input)
    if (!checked.ok) return checked
    const { username, email = null, displayName = null } = checked.value
    const usernameKey = nameKey(username)
    if (await users.isTaken(usernameKey)) return taken()

    const passwordHash = await hasher.hash(input.password)
    const now = clock.now()
    const role = firstRole(usernameKey, adminKeys)
    const account = { username, usernameKey, displayName, email, avatarUrl: null, role, passwordHash }
    try {
      return ok(
        await issuer.open(async em => {
          const user = users.add(em, { id: newId(), ...account, createdAt: now, updatedAt: now })
          events.add(em, 'created', user.id, request.trace)
          return user
        }),
      )
    } catch (error) {
      if (isNameTaken(error)) return taken()
      throw error
    }
  }
}

const taken = () => fail('USERNAME_TAKEN', ['input', 'username'], 'This user name is taken. Choose another one.')
