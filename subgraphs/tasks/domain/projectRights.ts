/** A caller's rights in a project that is visible to them. */
export interface ProjectRights {
  id: string
  /** Their role as a member; `null` for a non-member. */
  role: 'OWNER' | 'EDITOR' | 'VIEWER' | null
  archived: boolean
}

/** Whether they may create and cancel tasks there. */
export const mayEdit = (rights: ProjectRights): boolean => rights.role === 'OWNER' || rights.role === 'EDITOR'
