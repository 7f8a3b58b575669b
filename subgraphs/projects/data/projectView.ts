import type { Project } from './project.ts'
import type { ProjectMember } from './projectMember.ts'

/** A project in a payload: a deleted one has its members attached, as they can no longer be loaded. */
export type ProjectView = Project & { members?: ProjectMember[] }
