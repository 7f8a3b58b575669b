import { callerOf } from './context.ts'
import type { MutationResolvers } from './types.generated.ts'

export const declineProjectInvitation: MutationResolvers['declineProjectInvitation'] = async (
  _,
  { projectId, block },
  context,
) => {
  const asked = { projectId, block: block ?? false }
  const result = await context.operations.declineInvitation(callerOf(context), asked)
  context.loaders.forget()
  return result.ok
    ? { declinedProjectId: result.value, userErrors: [] }
    : { declinedProjectId: null, userErrors: result.userErrors }
}
