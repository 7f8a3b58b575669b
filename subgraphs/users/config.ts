import { portsSettings } from '@atelier/platform/adapters/portsSettings.ts'
import { ACCESS_TOKEN_TTL_MS, MAX_ACCESS_TOKEN_TTL_MS } from '@atelier/platform/auth/tokens.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import {
  databaseSettings,
  httpSettings,
  list,
  logSettings,
  milliseconds,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { z } from 'zod'
import type { PasswordTurnsLimits } from './auth/passwordTurns.ts'
import type { SignInLimits } from './auth/signInGuard.ts'
import { isUsername } from './domain/names.ts'
import type { TryLimit } from './domain/tryLimit.ts'

const MAX_COUNT = 1_000_000
const DAY_MS = 86_400_000

/** Environment variables of the users service's rules. */
export const usersEnvironment = z.object({
  ADMIN_USERNAMES: list([])
    .refine(names => names.every(isUsername), { error: 'must be user names separated by commas' })
    .describe(
      'User names, separated by commas, whose first registration becomes an administrator. Only in a new installation: set it ' +
        'before the first start and register them within ADMIN_CLAIM_MINUTES. Names added when accounts exist are ' +
        'only reserved, as are confusable names and names of administrators with deleted accounts.',
    ),
  ADMIN_CLAIM_MINUTES: wholeNumber(60, { min: 1, max: 20_160 }).describe(
    'Minutes from the first start of a new installation in which registering a name of ADMIN_USERNAMES creates an ' +
      'administrator. Afterwards unregistered names stay reserved, and ADMIN_USER_IDS appoints administrators.',
  ),
  ADMIN_USER_IDS: list([])
    .refine(ids => ids.every(isId), { error: 'must be identifiers of accounts separated by commas' })
    .describe(
      'Ids of accounts, separated by commas, that become administrators at the next start (an account reads its own by ' +
        '`me { id }`).',
    ),
  ACCESS_TOKEN_TTL_MS: milliseconds(ACCESS_TOKEN_TTL_MS, { min: 1_000, max: MAX_ACCESS_TOKEN_TTL_MS }).describe(
    'Lifetime of an access token, in milliseconds, at most a day. While Redis is unavailable, other processes accept the ' +
      'tokens of an ended session for as long.',
  ),
  REFRESH_TOKEN_TTL_MS: milliseconds(30 * DAY_MS, { min: 60_000, max: 366 * DAY_MS }).describe(
    'Lifetime of a refresh token, in milliseconds: a session ends when it is not refreshed for as long. Each refresh ' +
      'begins it anew; a change holds from the next refresh.',
  ),
  REFRESH_TOKEN_GRACE_MS: milliseconds(20_000, { min: 0, max: 60_000 }).describe(
    'Milliseconds after its first use in which a refresh token returns the same new one again, for two tabs that refresh ' +
      'at once and for lost answers; later reuse ends the session. 0 for none: any reuse ends it.',
  ),
  PASSWORD_MEMORY_KIB: wholeNumber(19_456, { min: 8, max: 4_194_304 }).describe(
    'Memory cost of argon2id, in KiB; the default is the recommendation of OWASP.',
  ),
  PASSWORD_ITERATIONS: wholeNumber(2, { min: 1, max: 100 }).describe('Time cost of argon2id, in iterations.'),
  PASSWORD_HASHES_AT_ONCE: wholeNumber(2, { min: 1, max: 128 }).describe(
    'Maximum concurrent password hashes; others are queued, round-robin by client address.',
  ),
  PASSWORD_QUEUE_PER_ADDRESS: wholeNumber(50, { min: 1, max: MAX_COUNT }).describe(
    'Queue limit of password hashes per client address; beyond it requests are rejected with RATE_LIMITED.',
  ),
  PASSWORD_QUEUE: wholeNumber(500, { min: 1, max: MAX_COUNT }).describe(
    'Queue limit of password hashes in all; when full, the address with most queued loses its newest.',
  ),
  SIGN_IN_FAILURES_PER_PLACE: wholeNumber(10, { min: 1, max: MAX_COUNT }).describe(
    'Wrong passwords per window for one account from one client address or known device, and of one session that ' +
      'confirms its password, after which further attempts are delayed: 1 s, then doubling.',
  ),
  SIGN_IN_FAILURES_PER_ACCOUNT: wholeNumber(200, { min: 1, max: MAX_COUNT }).describe(
    'Wrong passwords per window for one account from all unknown addresses and devices, after which their attempts are delayed.',
  ),
  SIGN_IN_FAILURES_PER_ADDRESS: wholeNumber(50, { min: 1, max: MAX_COUNT }).describe(
    'Accounts with wrong passwords from one client address per window, plus one for each account that it signed in ' +
      'to, after which its attempts at other accounts are delayed.',
  ),
  SIGN_IN_WINDOW_MS: milliseconds(86_400_000).describe('Length of that window, in milliseconds.'),
  SIGN_IN_LONGEST_WAIT_MS: milliseconds(15 * 60_000, { min: 1_000 }).describe(
    'Maximum delay between two attempts to sign in or to register, in milliseconds.',
  ),
  SIGN_IN_REMEMBER_DAYS: wholeNumber(60, { min: 0, max: 3_650 }).describe(
    'Days that a client address or device stays known after a sign-in; 0 for none.',
  ),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(100, { min: 1, max: MAX_COUNT }).describe(
    'Registration attempts per window and client address, after which further ones are delayed.',
  ),
  REGISTRATION_WINDOW_MS: milliseconds(60 * 60_000).describe('Length of that window, in milliseconds.'),
})

/** Environment variables of a users service process. */
export const usersProcessEnvironment = z.object({
  ...usersEnvironment.shape,
  ...httpSettings(4001).shape,
  ...logSettings.shape,
  ...subgraphAuthSettings.pick({ GATEWAY_SECRET: true }).shape,
  ...portsSettings.shape,
  ...databaseSettings('sqlite:.data/users.sqlite').shape,
  SIGNING_KEY_FILE: z
    .string()
    .default('.data/keys/signing.json')
    .describe('File of the key that signs access tokens; created on first start.'),
})

/** Settings of the users service's rules. */
export interface UsersSettings {
  adminUsernames: readonly string[]
  /**
   * Period after the first start of a new installation in which registering one of these names creates an
   * administrator.
   */
  adminClaimMs: number
  adminUserIds: readonly string[]
  accessTokenTtlMs: number
  /** Of the newest one of a session, which ends with it. */
  refreshTokenTtlMs: number
  /** How long after its first use a refresh token gives its successor again; 0 for never. */
  refreshTokenGraceMs: number
  /** The argon2id cost of a password hash; each hash uses one thread. */
  passwordCost: { memoryKib: number; iterations: number }
  passwordTurns: PasswordTurnsLimits
  signIn: SignInLimits
  /** How long a place stays known after a sign-in. */
  rememberPlacesMs: number
  /** Limit of registration attempts per client network. */
  registrations: TryLimit
}

export function usersSettings(env: Settings<typeof usersEnvironment>): UsersSettings {
  const signInLimit = (free: number): TryLimit => ({
    free,
    windowMs: env.signInWindowMs,
    maxWaitMs: env.signInLongestWaitMs,
  })
  return {
    adminUsernames: env.adminUsernames,
    adminClaimMs: env.adminClaimMinutes * 60_000,
    adminUserIds: env.adminUserIds,
    accessTokenTtlMs: env.accessTokenTtlMs,
    refreshTokenTtlMs: env.refreshTokenTtlMs,
    refreshTokenGraceMs: env.refreshTokenGraceMs,
    passwordCost: { memoryKib: env.passwordMemoryKib, iterations: env.passwordIterations },
    passwordTurns: {
      atOnce: env.passwordHashesAtOnce,
      waitingPerAddress: env.passwordQueuePerAddress,
      waiting: env.passwordQueue,
    },
    signIn: {
      perPlace: signInLimit(env.signInFailuresPerPlace),
      perAccount: signInLimit(env.signInFailuresPerAccount),
      perAddress: signInLimit(env.signInFailuresPerAddress),
    },
    rememberPlacesMs: env.signInRememberDays * DAY_MS,
    registrations: {
      free: env.registrationsPerAddress,
      windowMs: env.registrationWindowMs,
      maxWaitMs: env.signInLongestWaitMs,
    },
  }
}
