import { portsSettings } from '@atelier/platform/adapters/portsSettings.ts'
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

const LARGEST_COUNT = 1_000_000

/** The variables of what the users service decides by. */
export const usersEnvironment = z.object({
  ADMIN_USERNAMES: list([])
    .refine(names => names.every(isUsername), { error: 'must be user names separated by commas' })
    .describe(
      'User names, separated by commas, whose first registration makes an administrator. Only in a new installation: set it ' +
        'before the first start and register them before anybody else can, within ADMIN_CLAIM_MINUTES. Names that are added when there are accounts make ' +
        'nobody administrator; they are kept from everybody, as are names that look like them and names of administrators ' +
        'who deleted their accounts.',
    ),
  ADMIN_CLAIM_MINUTES: wholeNumber(60, { min: 1, max: 20_160 }).describe(
    'Minutes from the first start of a new installation in which registering a name of ADMIN_USERNAMES makes an ' +
      'administrator. Afterwards the names that nobody registered are kept from everybody, and ADMIN_USER_IDS makes administrators.',
  ),
  ADMIN_USER_IDS: list([])
    .refine(ids => ids.every(isId), { error: 'must be identifiers of accounts separated by commas' })
    .describe(
      'Identifiers of accounts, separated by commas, that are administrators from the next start (an account sees its own as ' +
        '`me { id }`).',
    ),
  PASSWORD_MEMORY_KIB: wholeNumber(19_456, { min: 8, max: 4_194_304 }).describe(
    'Memory that hashing one password takes, in KiB. The default is what OWASP advises for argon2id.',
  ),
  PASSWORD_ITERATIONS: wholeNumber(2, { min: 1, max: 100 }).describe('How often hashing a password passes over it.'),
  PASSWORD_HASHES_AT_ONCE: wholeNumber(2, { min: 1, max: 128 }).describe(
    'Passwords that are hashed at once; the others wait, and client addresses take turns.',
  ),
  PASSWORD_QUEUE_PER_ADDRESS: wholeNumber(50, { min: 1, max: LARGEST_COUNT }).describe(
    'Passwords from one client address that wait to be hashed; more are refused with RATE_LIMITED.',
  ),
  PASSWORD_QUEUE: wholeNumber(500, { min: 1, max: LARGEST_COUNT }).describe(
    'Passwords that wait to be hashed in all. Where it is full, the address with most waiting makes room.',
  ),
  SIGN_IN_FAILURES_PER_PLACE: wholeNumber(10, { min: 1, max: LARGEST_COUNT }).describe(
    'Wrong passwords for one account from one client address or known device in a window, and of one session that gives ' +
      'its password again, after which the next tries wait: 1 s, then doubling.',
  ),
  SIGN_IN_FAILURES_PER_ACCOUNT: wholeNumber(200, { min: 1, max: LARGEST_COUNT }).describe(
    'Wrong passwords for one account in a window, from all places where nobody signed in to it before, after which they wait.',
  ),
  SIGN_IN_FAILURES_PER_ADDRESS: wholeNumber(50, { min: 1, max: LARGEST_COUNT }).describe(
    'Accounts that one client address gave wrong passwords for in a window, besides one for each account that it signed in ' +
      'to, after which it waits at accounts that it never signed in to.',
  ),
  SIGN_IN_WINDOW_MS: milliseconds(86_400_000).describe('The length of that window in milliseconds.'),
  SIGN_IN_LONGEST_WAIT_MS: milliseconds(15 * 60_000, { min: 1_000 }).describe(
    'The longest wait between two tries to sign in or to register, in milliseconds.',
  ),
  SIGN_IN_REMEMBER_DAYS: wholeNumber(60, { min: 0, max: 3_650 }).describe(
    'Days that an address or device is known after a sign-in from it; 0 remembers none.',
  ),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(100, { min: 1, max: LARGEST_COUNT }).describe(
    'Tries to register from one client address in a window, after which the next ones wait.',
  ),
  REGISTRATION_WINDOW_MS: milliseconds(60 * 60_000).describe('The length of that window in milliseconds.'),
})

/** The variables of a users service that runs alone. */
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
    .describe('Where the key that signs access tokens is kept; made on first start.'),
})

/** What the users service decides by. */
export interface UsersSettings {
  adminUsernames: readonly string[]
  /** How long after the first start of a new installation registering one of these names makes an administrator. */
  adminClaimMs: number
  adminUserIds: readonly string[]
  /** The cost of hashing a password with argon2id; each hash uses one thread. */
  passwordCost: { memoryKib: number; iterations: number }
  passwordTurns: PasswordTurnsLimits
  signIn: SignInLimits
  /** How long a place is known after somebody signed in from there. */
  rememberPlacesMs: number
  /** Tries to register from one client address. */
  registrations: TryLimit
}

export function usersSettings(env: Settings<typeof usersEnvironment>): UsersSettings {
  const signInLimit = (free: number): TryLimit => ({
    free,
    windowMs: env.signInWindowMs,
    longestWaitMs: env.signInLongestWaitMs,
  })
  return {
    adminUsernames: env.adminUsernames,
    adminClaimMs: env.adminClaimMinutes * 60_000,
    adminUserIds: env.adminUserIds,
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
    rememberPlacesMs: env.signInRememberDays * 86_400_000,
    registrations: {
      free: env.registrationsPerAddress,
      windowMs: env.registrationWindowMs,
      longestWaitMs: env.signInLongestWaitMs,
    },
  }
}
