import type { Viewer } from '@atelier/platform/auth/viewer.ts'

/** Roles of members in a project. */
export const PROJECT_ROLES = ['OWNER', 'EDITOR', 'VIEWER'] as const
export type ProjectRole = (typeof PROJECT_ROLES)[number]

/** Visibilities of a project. */
export const VISIBILITIES = ['PRIVATE', 'PUBLIC'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** Access levels to a project; each includes those before it. */
export const LEVELS = ['nothing', 'look', 'edit', 'manage'] as const
export type Level = (typeof LEVELS)[number]

const LEVEL_OF_ROLE: Record<ProjectRole, Level> = { OWNER: 'manage', EDITOR: 'edit', VIEWER: 'look' }

/**
 * A caller's access level to a project.
 * @param role the caller's own role there; `null` for a non-member.
 */
export function levelOf(
  viewer: Pick<Viewer, 'role'> | null,
  project: { visibility: Visibility },
  role: ProjectRole | null,
): Level {
  if (viewer?.role === 'ADMIN') return 'manage'
  if (role) return LEVEL_OF_ROLE[role]
  return project.visibility === 'PUBLIC' ? 'look' : 'nothing'
}

/** Whether a level includes the needed one. */
export const reaches = (level: Level, needed: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(needed)
