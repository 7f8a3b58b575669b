import type { Result } from '@atelier/platform/errors/result.ts'
import type { ProjectView } from '../data/projectView.ts'
import type { Added } from '../operations/addProjectMember.ts'
import type { Context } from './context.ts'

// Results loaded before the mutation are loaded again after it.

/** `ProjectPayload` of a changed project. */
export function toProjectPayload({ loaders }: Context, result: Result<ProjectView>) {
  loaders.forget()
  return result.ok ? { project: result.value, userErrors: [] } : { project: null, userErrors: result.userErrors }
}

/** `AddProjectMemberPayload` of the added or invited user. */
export function toMemberPayload({ loaders }: Context, result: Result<Added>) {
  loaders.forget()
  if (!result.ok) return { project: null, invitation: null, userErrors: result.userErrors }
  return { ...result.value, userErrors: [] }
}

/** `DeclineProjectInvitationPayload` of the project's id. */
export function toDeclinedPayload({ loaders }: Context, result: Result<string>) {
  loaders.forget()
  return result.ok
    ? { declinedProjectId: result.value, userErrors: [] }
    : { declinedProjectId: null, userErrors: result.userErrors }
}

/** Payload of the blocked or unblocked user's id. */
export const toBlockPayload = (result: Result<string>) =>
  result.ok ? { userId: result.value, userErrors: [] } : { userId: null, userErrors: result.userErrors }
