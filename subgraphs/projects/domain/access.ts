import type { Viewer } from '@atelier/platform/auth/viewer.ts'

/** What a member may do in a project. */
export const PROJECT_ROLES = ['OWNER', 'EDITOR', 'VIEWER'] as const
export type ProjectRole = (typeof PROJECT_ROLES)[number]

/** Who may look at a project. */
export const VISIBILITIES = ['PRIVATE', 'PUBLIC'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** How far somebody may go in a project; each level has those below it. */
export const LEVELS = ['nothing', 'look', 'edit', 'manage'] as const
export type Level = (typeof LEVELS)[number]

const LEVEL_OF_ROLE: Record<ProjectRole, Level> = { OWNER: 'manage', EDITOR: 'edit', VIEWER: 'look' }

/**
 * How far a caller may go in a project.
 * @param role the caller's own role there; `null` for one who is no member.
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

/** Whether a level is enough for what needs another one. */
export const reaches = (level: Level, needed: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(needed)
