import type { Project } from './project.ts'
import type { ProjectMember } from './projectMember.ts'

/** A project as it is shown: one that was deleted brings its members along, as they can no longer be looked up. */
export type ShownProject = Project & { members?: ProjectMember[] }
