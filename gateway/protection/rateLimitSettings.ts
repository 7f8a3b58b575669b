import { checkedList, limit, milliseconds, optionalLimit } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

const fieldNameProblem = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? undefined : `"${name}" is not a field name`)

/** Operations and working time of one caller in a window. */
export const rateLimitSettings = z.object({
  RATE_LIMIT: limit(600).describe(
    'Rate limit: operations of a user, or of an address of anonymous clients, in one window, over all replicas; 0 for no limit.',
  ),
  RATE_LIMIT_MUTATIONS: limit(200).describe('Rate limit of mutations, which count as operations, too; 0 for no limit.'),
  SIGN_IN_FIELDS: checkedList(['login', 'register', 'refreshSession'], fieldNameProblem).describe(
    'Mutations for signing in, signing up and refreshing a session. An anonymous operation with only one of them has a rate limit of its own.',
  ),
  SIGN_OUT_FIELDS: checkedList(['logout'], fieldNameProblem).describe(
    'Mutations for signing out by a refresh token. Operations with only these and SIGN_IN_FIELDS need no access token: an expired or invalid one is ignored.',
  ),
  RATE_LIMIT_SIGN_INS: limit(200).describe(
    'Rate limit of sign-ins: operations of each of SIGN_IN_FIELDS of an address in one window, over all replicas; identical ones half as many; 0 for no limit.',
  ),
  RATE_LIMIT_PLANNING_MS: limit(2_000).describe(
    'Planning budget: milliseconds of validating and planning new operations, and of introspection, for one caller in one window, in each replica; 0 for no limit.',
  ),
  RATE_LIMIT_CPU_MS: optionalLimit().describe(
    'CPU budget: milliseconds of all work on the operations of one caller in one window, in each replica; two fifths of the window when absent; 0, or a RATE_LIMIT of 0, for no limit.',
  ),
  RATE_LIMIT_WINDOW_MS: milliseconds(10_000, { min: 1_000, max: 3_600_000 }).describe(
    'Length of the rate limit window.',
  ),
})
