export type Role = 'USER' | 'ADMIN'

/**
 * Decides a change of role.
 * @param adminIds every administrator.
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
