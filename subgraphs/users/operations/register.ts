import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { isNameTaken } from '../data/userRepository.ts'
import type { UsersDeps } from '../deps.ts'
import { checkRegistration, type RegistrationInput } from '../domain/accountInput.ts'
import { nameKey } from '../domain/names.ts'
import { nameStanding } from '../domain/reservedNames.ts'
import { openSession, type SessionTokens } from '../steps/openSession.ts'
import { rejectDisplayName } from '../steps/rejectDisplayName.ts'

/** Creates an account and signs in. */
export async function register(
  deps: UsersDeps,
  caller: SubgraphRequest,
  input: RegistrationInput,
): Promise<Result<SessionTokens>> {
  const { users, reservedNames, events, hasher, turns, registrationGuard, clock, settings } = deps
  const { clientAddress: address, signal } = caller
  /** Names reserved no later than this are closed now. */
  const openSince = () => new Date(clock.now().getTime() - settings.adminClaimMs)

  await registrationGuard.enter(address)
  const checked = checkRegistration(input)
  if (!checked.ok) return checked
  const { username, email = null, displayName = null } = checked.value
  const usernameKey = nameKey(username)
  if (await users.isTaken(usernameKey)) return taken()
  const isNamed = settings.adminUsernames.some(name => nameKey(name) === usernameKey)
  const standing = nameStanding(await reservedNames.find(username), { isNamed, openSince: openSince() })
  if (standing === 'taken') return taken()
  const role = standing === 'administrator' ? 'ADMIN' : 'USER'
  const rejected = await rejectDisplayName(deps, displayName, { username, role })
  if (rejected) return rejected

  const passwordHash = await turns.take({ address, as: 'registrations', signal }, () => hasher.hash(input.password))
  const now = clock.now()
  const account = { username, usernameKey, displayName, email, avatarUrl: null, role, passwordHash } as const
  try {
    const signedIn = await openSession(deps, { address }, async em => {
      const isMine =
        role === 'ADMIN'
          ? await reservedNames.claim(em, username, openSince())
          : (await reservedNames.find(username, em)) === null
      if (!isMine) return null
      const user = users.add(em, { id: newId(), ...account, createdAt: now, updatedAt: now })
      events.add(em, user, { kind: 'created' }, caller.trace)
      return user
    })
    return signedIn ? ok(signedIn) : taken()
  } catch (error) {
    if (isNameTaken(error)) return taken()
    throw error
  }
}

const taken = () => fail('USERNAME_TAKEN', ['input', 'username'], 'This user name is taken. Choose another one.')
