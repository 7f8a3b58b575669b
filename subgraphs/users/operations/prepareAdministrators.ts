import type { UsersDeps } from '../deps.ts'
import { nameKey } from '../domain/names.ts'
import { setUserRole } from './setUserRole.ts'

/**
 * Sees at a start that there are the administrators that the operator wants, and that nobody else can become one by a
 * name.
 *
 * A name of the settings opens for registration only where there has been no account yet: later it may be somebody's
 * already, or a stranger may be quicker than whom it was meant for. Accounts that exist are named by their ids, which
 * nobody can take.
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
      log.warn(
        { username },
        'user name makes nobody administrator, as there were accounts before it was set; set ADMIN_USER_IDS',
      )
    }
  }

  for (const userId of adminUserIds) {
    const result = await setUserRole(deps, null, { userId, role: 'ADMIN' })
    if (!result.ok) log.warn({ userId }, 'no account for an id of ADMIN_USER_IDS')
  }
}
