/** What somebody may do in a project that they can see. */
export interface ProjectRights {
  id: string
  /** Their role among its members; `null` for who is not one. */
  role: 'OWNER' | 'EDITOR' | 'VIEWER' | null
  archived: boolean
}

/** Whether they may make and cancel tasks there. */
export const mayEdit = (rights: ProjectRights): boolean => rights.role === 'OWNER' || rights.role === 'EDITOR'
