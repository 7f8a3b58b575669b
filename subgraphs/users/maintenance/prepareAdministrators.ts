import type { UsersDeps } from '../deps.ts'
import { nameKey } from '../domain/names.ts'
import { setUserRole } from '../operations/setUserRole.ts'

/**
 * Ensures at startup that the configured administrators exist, and that no other user can become one by a name.
 *
 * A name of the settings opens for registration only in an installation without accounts: later another user may have
 * it already, or a stranger may register it first. Existing accounts are appointed by their ids, which cannot be taken.
 */
export async function prepareAdministrators(deps: UsersDeps): Promise<void> {
  const { users, reservedNames, clock, log } = deps
  const { adminUsernames, adminUserIds } = deps.settings
  const now = clock.now()
  const admins = await users.adminNames()
  for (const username of admins) await reservedNames.reserve(username, { opens: false, now })

  const adminKeys = new Set(admins.map(nameKey))
  const opens = !(await users.any())
  for (const username of adminUsernames) {
    const isNew = await reservedNames.reserve(username, { opens, now })
    const comesTooLate =
      !adminKeys.has(nameKey(username)) && ((isNew && !opens) || (await users.isTaken(nameKey(username))))
    if (comesTooLate) {
      log.warn({ username }, 'admin user name ignored as accounts exist, set ADMIN_USER_IDS')
    }
  }

  for (const userId of adminUserIds) {
    const result = await setUserRole(deps, null, { userId, role: 'ADMIN' })
    if (!result.ok) log.warn({ userId }, 'no account for an id of ADMIN_USER_IDS')
  }
}
