export type Role = 'USER' | 'ADMIN'

/** The role of a new account. @param adminKeys the `nameKey`s that the settings name as administrators. */
export const firstRole = (usernameKey: string, adminKeys: ReadonlySet<string>): Role =>
  adminKeys.has(usernameKey) ? 'ADMIN' : 'USER'

/**
 * What asking for a role does.
 * @param adminIds every administrator there is.
 */
export function decideRole(
  user: { id: string; role: Role },
  role: Role,
  adminIds: readonly string[],
): 'change' | 'keep' | 'lastAdmin' {
  if (user.role === role) return 'keep'
  const othersAreAdmin = adminIds.some(id => id !== user.id)
  return role === 'ADMIN' || othersAreAdmin ? 'change' : 'lastAdmin'
}
