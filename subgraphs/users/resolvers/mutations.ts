import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import { changePassword } from '../operations/changePassword.ts'
import { deleteAccount } from '../operations/deleteAccount.ts'
import { login } from '../operations/login.ts'
import { logout } from '../operations/logout.ts'
import { logoutEverywhere } from '../operations/logoutEverywhere.ts'
import { refreshSession } from '../operations/refreshSession.ts'
import { register } from '../operations/register.ts'
import { setUserRole } from '../operations/setUserRole.ts'
import { updateProfile } from '../operations/updateProfile.ts'
import { toDeletedPayload, toLogoutPayload, toSessionPayload, toUserPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const Mutation: MutationResolvers = {
  register: async (_, { input }, { deps, caller }) => toSessionPayload(await register(deps, caller, input)),
  login: async (_, { input }, { deps, caller }) => toSessionPayload(await login(deps, caller, input)),
  refreshSession: async (_, input, { deps, caller }) => toSessionPayload(await refreshSession(deps, caller, input)),
  logout: async (_, input, { deps, caller }) => toLogoutPayload(await logout(deps, caller, input)),
  logoutEverywhere: async (_, __, context) => toLogoutPayload(await logoutEverywhere(context.deps, signedIn(context))),
  updateProfile: async (_, { input }, context) =>
    toUserPayload(await updateProfile(context.deps, signedIn(context), input)),
  changePassword: async (_, { input }, context) =>
    toUserPayload(await changePassword(context.deps, signedIn(context), input)),
  deleteAccount: async (_, input, context) =>
    toDeletedPayload(await deleteAccount(context.deps, signedIn(context), input)),
  setUserRole: async (_, input, context) => toUserPayload(await setUserRole(context.deps, signedIn(context), input)),
}
