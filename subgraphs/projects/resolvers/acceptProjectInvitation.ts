import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const acceptProjectInvitation: MutationResolvers['acceptProjectInvitation'] = async (
  _,
  { projectId },
  context,
) => toPayload(context, await context.operations.acceptInvitation(callerOf(context), projectId))
