import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { changePassword } from './changePassword.ts'
import { deleteAccount } from './deleteAccount.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { logoutEverywhere } from './logoutEverywhere.ts'
import { me } from './me.ts'
import { refreshSession } from './refreshSession.ts'
import { register } from './register.ts'
import { setUserRole } from './setUserRole.ts'
import type { Resolvers } from './types.generated.ts'
import { updateProfile } from './updateProfile.ts'
import { User, user } from './user.ts'
import { users } from './users.ts'

export const resolvers: Resolvers = {
  DateTime: scalarResolvers.DateTime,
  Query: { me, user, users },
  Mutation: {
    register,
    login,
    refreshSession,
    logout,
    logoutEverywhere,
    updateProfile,
    changePassword,
    deleteAccount,
    setUserRole,
  },
  User,
}
