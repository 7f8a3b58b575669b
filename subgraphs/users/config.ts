import {
  databaseSettings,
  httpSettings,
  list,
  logSettings,
  milliseconds,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { portsSettings } from '@atelier/platform/ports/portsSettings.ts'
import { z } from 'zod'

const LARGEST_COUNT = 1_000_000

/** The variables of what the users service decides by. */
export const usersEnvironment = z.object({
  ADMIN_USERNAMES: list([]).describe(
    'User names that are administrators, separated by commas: from registration, or from the next start for accounts ' +
      'that exist. Register them before anybody else does.',
  ),
  PASSWORD_MEMORY_KIB: wholeNumber(19_456, { min: 8, max: 4_194_304 }).describe(
    'Memory that hashing one password takes, in KiB. The default is what OWASP advises for argon2id.',
  ),
  PASSWORD_ITERATIONS: wholeNumber(2, { min: 1, max: 100 }).describe('How often hashing a password passes over it.'),
  SIGN_IN_FAILURES_PER_ACCOUNT: wholeNumber(10, { min: 1, max: LARGEST_COUNT }).describe(
    'Wrong passwords for one account in a window, after which it takes none until the window ends.',
  ),
  SIGN_IN_FAILURES_PER_ADDRESS: wholeNumber(50, { min: 1, max: LARGEST_COUNT }).describe(
    'Wrong passwords from one client address in a window.',
  ),
  SIGN_IN_WINDOW_MS: milliseconds(15 * 60_000).describe('The length of that window in milliseconds.'),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(100, { min: 1, max: LARGEST_COUNT }).describe(
    'Tries to register from one client address in a window.',
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

/** At most `most` in each window of `windowMs` milliseconds. */
export interface Limit {
  most: number
  windowMs: number
}

/** What the users service decides by. */
export interface UsersSettings {
  adminUsernames: readonly string[]
  /** The cost of hashing a password with argon2id; each hash uses one thread. */
  passwordCost: { memoryKib: number; iterations: number }
  /** Wrong passwords for one account. */
  failuresPerAccount: Limit
  /** Wrong passwords from one client address. */
  failuresPerAddress: Limit
  /** Tries to register from one client address. */
  registrationsPerAddress: Limit
}

export function usersSettings(env: z.output<typeof usersEnvironment>): UsersSettings {
  const signInWindow = { windowMs: env.SIGN_IN_WINDOW_MS }
  return {
    adminUsernames: env.ADMIN_USERNAMES,
    passwordCost: { memoryKib: env.PASSWORD_MEMORY_KIB, iterations: env.PASSWORD_ITERATIONS },
    failuresPerAccount: { most: env.SIGN_IN_FAILURES_PER_ACCOUNT, ...signInWindow },
    failuresPerAddress: { most: env.SIGN_IN_FAILURES_PER_ADDRESS, ...signInWindow },
    registrationsPerAddress: { most: env.REGISTRATIONS_PER_ADDRESS, windowMs: env.REGISTRATION_WINDOW_MS },
  }
}
