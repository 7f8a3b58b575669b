import type { Result } from '@atelier/platform/errors/result.ts'
import { callerOf } from './context.ts'
import type { MutationResolvers } from './types.generated.ts'

export const blockProjectInvitations: MutationResolvers['blockProjectInvitations'] = async (
  _,
  { fromUserId },
  context,
) => toBlockPayload(await context.operations.blockInvitations(callerOf(context), fromUserId))

export const unblockProjectInvitations: MutationResolvers['unblockProjectInvitations'] = async (
  _,
  { fromUserId },
  context,
) => toBlockPayload(await context.operations.unblockInvitations(callerOf(context), fromUserId))

const toBlockPayload = (result: Result<string>) =>
  result.ok ? { userId: result.value, userErrors: [] } : { userId: null, userErrors: result.userErrors }
