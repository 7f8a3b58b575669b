import { userReference } from '../data/userReference.ts'
import type { ProjectMemberResolvers } from './types.generated.ts'

export const ProjectMember: ProjectMemberResolvers = {
  user: member => userReference(member.userId),
}
