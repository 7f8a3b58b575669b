import { z } from 'zod'
import type { DatabaseLimits } from '../database/database.ts'
import { Connections } from '../http/connections.ts'
import type { HttpSettings } from '../http/httpServer.ts'
import type { ManagementSettings } from '../http/management.ts'
import type { RepeatLimits } from '../log/repeats.ts'
import type { Settings } from './loadConfig.ts'

/** A TCP port; 0 lets the system choose one. */
export const port = (defaultValue: number) => wholeNumber(defaultValue, { min: 0, max: 65_535 })

/** A whole number of something, with its bounds. */
export function wholeNumber(defaultValue: number, { min, max }: { min: number; max: number }) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  const error = `must be a whole number ${range}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error }).default(defaultValue)
}

/** How much of something there may be: `Infinity` where the variable says 0, which stands for no limit. */
export const limit = (defaultValue: number, max = Number.MAX_SAFE_INTEGER) =>
  wholeNumber(defaultValue, { min: 0, max }).transform(unlimitedByZero)

/** A duration in milliseconds after which something is given up: `Infinity` where the variable says 0. */
export const timeout = (defaultValue: number) => milliseconds(defaultValue, { min: 0 }).transform(unlimitedByZero)

/** Settings are written with 0 for no limit; code reads `Infinity`. */
export const unlimitedByZero = (value: number) => (value === 0 ? Infinity : value)

/** A duration in milliseconds. */
export const milliseconds = (
  defaultValue: number,
  { min = 1, max = 86_400_000 }: { min?: number; max?: number } = {},
) => wholeNumber(defaultValue, { min, max })

/** What only those know who shall: long enough that nobody guesses it. */
export const secret = z.string().min(32, 'must have at least 32 characters')

/** A switch, written `on` or `off`. */
export const onOff = (defaultValue: 'on' | 'off') =>
  z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default(defaultValue)
    .transform(value => value === 'on')

/** Names separated by commas. */
export const list = (defaultValue: readonly string[]) =>
  z
    .string()
    .default(defaultValue.join(','))
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(part => part !== ''),
    )

const PORT_FAULT = { error: 'must be off or a whole number from 0 to 65535' }

/** Where and to whom a process shows how it is. */
export const managementSettings = z.object({
  MANAGEMENT_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('The address on which /metrics and the reasons in /health/ready are shown; keep it from the public.'),
  MANAGEMENT_PORT: z
    .union([z.literal('off'), z.coerce.number().int().min(0, PORT_FAULT).max(65_535, PORT_FAULT)], PORT_FAULT)
    .optional()
    .describe(
      "The port on which they are shown: the process's own (the gateway's, where all is one process) and 100 when absent, off for none.",
    ),
  MANAGEMENT_TOKEN: secret
    .optional()
    .describe(
      "A bearer token with which a service's own port shows them, too; nobody is shown them there when absent.",
    ),
})

type ManagementVariables = Settings<typeof managementSettings>

/** How much of their answers clients may leave unread. */
export const unsentSettings = z.object({
  RESPONSE_TIMEOUT_MS: timeout(60_000).describe(
    'How long a client may take nothing of what is there for it before it is cut off, in milliseconds, and up to twice as long while much may be on its way; slow is not nothing. 0 for as long as it likes.',
  ),
  SLOWEST_LINE_BYTES_PER_SECOND: wholeNumber(16_384, { min: 0, max: 1_073_741_824 }).describe(
    'Bytes a second of the slowest line that clients are served over: requests and answers are given as long as they take on it. 0 to think of no line.',
  ),
  MAX_UNSENT_BYTES_PER_ADDRESS: limit(16_777_216).describe(
    'Bytes that may wait for the clients of one address before those of them that take least are cut off; twice as many while they take some. 0 for no limit.',
  ),
  MAX_UNSENT_BYTES: limit(67_108_864).describe(
    'The same for all clients of a process, where those go first for whose address most waits; 0 for no limit.',
  ),
})

/** @param port the process's own. */
export function managementOf(config: ManagementVariables, port: number): ManagementSettings {
  const own = port === 0 ? 0 : port + MANAGEMENT_OFFSET
  const asked = config.managementPort ?? (own > 65_535 ? port - MANAGEMENT_OFFSET : own)
  return { host: config.managementHost, port: asked === 'off' ? undefined : asked }
}

const MANAGEMENT_OFFSET = 100

/** What the settings say of every HTTP server of a process. To be called once in each, as its servers share the limits. */
export const httpServing = (config: ManagementVariables & Settings<typeof unsentSettings>): HttpSettings => ({
  managementToken: config.managementToken,
  connections: new Connections({
    timeoutMs: config.responseTimeoutMs,
    slowestLine: config.slowestLineBytesPerSecond,
    perAddress: config.maxUnsentBytesPerAddress,
    inAll: config.maxUnsentBytes,
  }),
})

/** Where a service listens, and how it stops. */
export const httpSettings = (defaultPort: number) =>
  z.object({
    HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
    PORT: port(defaultPort).describe('The port to listen on.'),
    SHUTDOWN_DELAY_MS: milliseconds(0, { min: 0, max: 600_000 }).describe(
      'How long a process goes on answering after SIGTERM while /health/ready says no, so that balancers notice, in milliseconds.',
    ),
    ...managementSettings.shape,
    ...unsentSettings.shape,
  })

/** How a service logs. */
export const logSettings = z.object({
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe log level that is written.'),
  LOG_REPEATS: wholeNumber(20, { min: 0, max: 1_000_000 }).describe(
    'Lines of one kind of fault or refusal that are written whole in a window; one line says how many more there were. 0 for all.',
  ),
  LOG_REPEATS_WINDOW_MS: milliseconds(10_000).describe('The length of that window in milliseconds.'),
})

/** What the settings say of a logger. */
export const logging = (config: Settings<typeof logSettings>): { level: string; repeats: RepeatLimits } => ({
  level: config.logLevel,
  repeats: { most: config.logRepeats, windowMs: config.logRepeatsWindowMs },
})

/** What workers and the tasks service must agree on: by it the one shows that it lives, and the other sees that. */
export const heartbeatSettings = z.object({
  HEARTBEAT_MS: milliseconds(5_000).describe(
    'How often a worker gives a sign of life for each of its tasks, in milliseconds; the same for workers and the tasks service.',
  ),
})

/** How a subgraph tells who is calling. */
export const subgraphAuthSettings = z.object({
  GATEWAY_SECRET: secret.describe('The secret that the gateway sends with each request; subgraphs answer nobody else.'),
  JWKS_URL: z
    .url()
    .default('http://127.0.0.1:4001/.well-known/jwks.json')
    .describe('Where the public keys of access tokens are found.'),
})

/** What a process leaves free on the disks that it writes to. */
export const roomSettings = z.object({
  MIN_FREE_BYTES: z.coerce
    .number({ error: 'must be a whole number of at least 0' })
    .int({ error: 'must be a whole number of at least 0' })
    .min(0, { error: 'must be a whole number of at least 0' })
    .optional()
    .describe(
      'The room that a disk must have, in bytes, for anything new to be taken; what is under way may use it. A twentieth of the disk, but at most 256 MiB, when absent; 0 for none.',
    ),
})

/** How databases are used that are files. */
export const fileSettings = z.object({
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(9_000, { min: 0 }).describe(
    'How long to wait while another process writes to a database that is a file, in milliseconds.',
  ),
  ...roomSettings.shape,
})

/** What the settings say of databases that are files. */
export const fileLimits = (config: Settings<typeof fileSettings>) => ({
  lockMs: config.databaseLockTimeoutMs,
  minFreeBytes: config.minFreeBytes,
})

/** Where a service keeps its rows. */
export const databaseSettings = (defaultUrl: string) =>
  z.object({
    DATABASE_URL: z
      .string()
      .regex(
        /^(sqlite:.+|mysql:\/\/.+)/,
        'must look like sqlite:path/to/file.sqlite or mysql://user:password@host:port/database',
      )
      .default(defaultUrl)
      .describe(
        "The service's own database. MySQL is spoken to through TLS when the URL ends in ?ssl-mode=REQUIRED, VERIFY_CA or VERIFY_IDENTITY; &ssl-ca= names a file with its certificate authority.",
      ),
    DATABASE_POOL_MAX: wholeNumber(10, { min: 1, max: 1_000 }).describe(
      'How many connections to a database server the process has at most.',
    ),
    DATABASE_WAIT_MS: milliseconds(60_000, { min: 0 }).describe(
      'How long a start waits for the database server, in milliseconds.',
    ),
    DATABASE_QUERY_TIMEOUT_MS: milliseconds(10_000, { min: 2_000 }).describe(
      'How long one query to a database server may take, in milliseconds; half of it waiting for locks.',
    ),
    ...fileSettings.shape,
  })

/** What the settings let a process take of its database server. */
export const databaseLimits = (config: Settings<ReturnType<typeof databaseSettings>>): DatabaseLimits => ({
  poolMax: config.databasePoolMax,
  waitMs: config.databaseWaitMs,
  queryMs: config.databaseQueryTimeoutMs,
  ...fileLimits(config),
})
