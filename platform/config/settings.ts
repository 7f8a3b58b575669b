import { z } from 'zod'
import type { DatabaseLimits } from '../database/database.ts'
import { Connections } from '../http/connections.ts'
import type { HttpSettings } from '../http/httpServer.ts'
import type { ManagementSettings } from '../http/management.ts'
import type { RepeatLimits } from '../log/repeats.ts'
import type { Settings } from './loadConfig.ts'

/** A TCP port; 0 lets the system choose one. */
export const port = (defaultValue: number) => wholeNumber(defaultValue, { min: 0, max: 65_535 })

/** A whole number with bounds. */
export const wholeNumber = (defaultValue: number, range: { min: number; max: number }) =>
  boundedNumber(range).default(defaultValue)

function boundedNumber({ min, max }: { min: number; max: number }) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  const error = `must be a whole number ${range}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

/** A limit: `Infinity` for 0, which means no limit. */
export const limit = (defaultValue: number, max = Number.MAX_SAFE_INTEGER) =>
  wholeNumber(defaultValue, { min: 0, max }).transform(unlimitedByZero)

/** A limit whose default is computed from other settings: `undefined` when absent, `Infinity` for 0. */
export const optionalLimit = (max = Number.MAX_SAFE_INTEGER) =>
  boundedNumber({ min: 0, max }).transform(unlimitedByZero).optional()

/** A timeout in milliseconds: `Infinity` for 0. */
export const timeout = (defaultValue: number) => milliseconds(defaultValue, { min: 0 }).transform(unlimitedByZero)

/** 0 in settings means no limit, which is `Infinity` in code. */
const unlimitedByZero = (value: number) => (value === 0 ? Infinity : value)

/** A duration in milliseconds. */
export const milliseconds = (
  defaultValue: number,
  { min = 1, max = 86_400_000 }: { min?: number; max?: number } = {},
) => wholeNumber(defaultValue, { min, max })

/** A shared secret, long enough not to be guessed. */
export const secret = z.string().min(32, 'must have at least 32 characters')

/** A switch, `on` or `off`. */
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

/**
 * A list whose entries are validated one by one.
 * @param problemOf the reason that an entry is invalid.
 */
export const checkedList = (defaultValue: string[], problemOf: (entry: string) => string | undefined) =>
  list(defaultValue).superRefine((entries, context) => {
    for (const message of entries.map(problemOf)) if (message) context.addIssue({ code: 'custom', message })
  })

const PORT_FAULT = { error: 'must be off or a whole number from 0 to 65535' }

/** The management port and token of a process. */
export const managementSettings = z.object({
  MANAGEMENT_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address of the management port, which serves /metrics and the details of /health/ready; keep it private.',
    ),
  MANAGEMENT_PORT: z
    .union([z.literal('off'), z.coerce.number().int().min(0, PORT_FAULT).max(65_535, PORT_FAULT)], PORT_FAULT)
    .optional()
    .describe(
      "Management port: the service's port (the gateway's in standalone mode) plus 100 when absent, off for none.",
    ),
  MANAGEMENT_TOKEN: secret
    .optional()
    .describe(
      'Bearer token for /metrics and the details of /health/ready on the service port; not served there when absent.',
    ),
})

type ManagementVariables = Settings<typeof managementSettings>

/** Limits of unread response bytes. */
export const unsentSettings = z.object({
  RESPONSE_TIMEOUT_MS: timeout(60_000).describe(
    'Milliseconds without reading after which a client with a pending response is disconnected, up to twice as many while much may be in transit; reading slowly is not enough. 0 for no timeout.',
  ),
  SLOWEST_LINE_BYTES_PER_SECOND: limit(16_384, 1_073_741_824).describe(
    'Bytes per second of the slowest supported connection: timeouts of requests and responses are extended by their time on it. 0 for no extension.',
  ),
  MAX_UNSENT_BYTES_PER_ADDRESS: limit(16_777_216).describe(
    'Maximum unread response bytes of one address, beyond which its slowest readers are disconnected; twice as many while they read. 0 for no limit.',
  ),
  MAX_UNSENT_BYTES: limit(67_108_864).describe(
    'Maximum unread response bytes of a process, beyond which clients of the address with most are disconnected; 0 for no limit.',
  ),
})

/** @param port the port of the service. */
export function managementOf(config: ManagementVariables, port: number): ManagementSettings {
  const own = port === 0 ? 0 : port + MANAGEMENT_OFFSET
  const asked = config.managementPort ?? (own > 65_535 ? port - MANAGEMENT_OFFSET : own)
  return { host: config.managementHost, port: asked === 'off' ? undefined : asked }
}

const MANAGEMENT_OFFSET = 100

/** The settings of every HTTP server of a process. To be called once per process, as its servers share the limits. */
export const httpServing = (config: ManagementVariables & Settings<typeof unsentSettings>): HttpSettings => ({
  managementToken: config.managementToken,
  connections: new Connections({
    timeoutMs: config.responseTimeoutMs,
    slowestLine: config.slowestLineBytesPerSecond,
    perAddress: config.maxUnsentBytesPerAddress,
    inAll: config.maxUnsentBytes,
  }),
})

/** The address of a service and its shutdown. */
export const httpSettings = (defaultPort: number) =>
  z.object({
    HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
    PORT: port(defaultPort).describe('The port to listen on.'),
    SHUTDOWN_DELAY_MS: milliseconds(0, { min: 0, max: 600_000 }).describe(
      'Milliseconds after SIGTERM in which a process still serves requests while /health/ready fails, so that load balancers notice.',
    ),
    ...managementSettings.shape,
    ...unsentSettings.shape,
  })

/** The logging of a service. */
export const logSettings = z.object({
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Minimum log level.'),
  LOG_REPEATS: limit(20, 1_000_000).describe(
    'Maximum log lines of one kind of error or rejection per window; one line counts the others. 0 for no limit.',
  ),
  LOG_REPEATS_WINDOW_MS: milliseconds(10_000).describe('Length of that window, in milliseconds.'),
})

/** The logger options of the settings. */
export const logging = (config: Settings<typeof logSettings>): { level: string; repeats: RepeatLimits } => ({
  level: config.logLevel,
  repeats: { max: config.logRepeats, windowMs: config.logRepeatsWindowMs },
})

/** The heartbeat, on which workers and the tasks service must agree. */
export const heartbeatSettings = z.object({
  HEARTBEAT_MS: milliseconds(5_000).describe(
    'Heartbeat interval of each task, in milliseconds; must be the same for workers and the tasks service.',
  ),
})

/** Authentication of requests to a subgraph. */
export const subgraphAuthSettings = z.object({
  GATEWAY_SECRET: secret.describe(
    'Shared secret that the gateway sends with each request; subgraphs reject requests without it.',
  ),
  JWKS_URL: z
    .url()
    .default('http://127.0.0.1:4001/.well-known/jwks.json')
    .describe('URL of the JWKS with the public keys of access tokens.'),
})

/** Disk space that a process leaves free. */
export const diskSpaceSettings = z.object({
  MIN_FREE_BYTES: boundedNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })
    .optional()
    .describe(
      'Free disk space in bytes below which new work is rejected; running work may use it. A twentieth of the disk, at most 256 MiB, when absent; 0 for none.',
    ),
})

/** Settings of SQLite database files. */
export const fileSettings = z.object({
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(9_000, { min: 0 }).describe(
    'Milliseconds to wait for the lock of another process on a SQLite file.',
  ),
  ...diskSpaceSettings.shape,
})

/** The limits of SQLite database files. */
export const fileLimits = (config: Settings<typeof fileSettings>) => ({
  lockMs: config.databaseLockTimeoutMs,
  minFreeBytes: config.minFreeBytes,
})

/** The database of a service. */
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
        "The service's own database. MySQL connections use TLS with ?ssl-mode=REQUIRED, VERIFY_CA or VERIFY_IDENTITY in the URL; &ssl-ca= names a PEM file of its certificate authority.",
      ),
    DATABASE_POOL_MAX: wholeNumber(10, { min: 1, max: 1_000 }).describe('Maximum connections to a database server.'),
    DATABASE_WAIT_MS: milliseconds(60_000, { min: 0 }).describe(
      'Milliseconds to wait for the database server at startup.',
    ),
    DATABASE_QUERY_TIMEOUT_MS: milliseconds(10_000, { min: 2_000 }).describe(
      'Timeout of a query to a database server, in milliseconds; half of it for row locks.',
    ),
    ...fileSettings.shape,
  })

/** The limits of database connections and queries. */
export const databaseLimits = (config: Settings<ReturnType<typeof databaseSettings>>): DatabaseLimits => ({
  poolMax: config.databasePoolMax,
  waitMs: config.databaseWaitMs,
  queryMs: config.databaseQueryTimeoutMs,
  ...fileLimits(config),
})
