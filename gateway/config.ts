import { fileURLToPath } from 'node:url'
import { redisSettings } from '@atelier/platform/adapters/portsSettings.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { rule } from '@atelier/platform/config/rule.ts'
import {
  httpSettings,
  limit,
  list,
  logSettings,
  milliseconds,
  onOff,
  optionalLimit,
  secret,
  timeout,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import proxyAddr from '@fastify/proxy-addr'
import { z } from 'zod'
import type { ErrorLimits } from './execution/errorLimits.ts'
import { allowedOriginProblem } from './protection/allowedOrigins.ts'
import type { DocumentLimits } from './protection/document/documentLimits.ts'
import { subgraphSettings } from './transport/subgraphSettings.ts'
import { type SubscriptionEndpoints, subscriptionEndpointProblem } from './transport/subscriptionEndpoints.ts'

const checkedInSupergraph = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url))

/**
 * A list whose entries are validated one by one.
 * @param problemOf the reason that an entry is invalid.
 */
const checkedList = (defaultValue: string[], problemOf: (entry: string) => string | undefined) =>
  list(defaultValue).superRefine((entries, context) => {
    for (const message of entries.map(problemOf)) if (message) context.addIssue({ code: 'custom', message })
  })

/** Addresses, networks and names of networks are as `@fastify/proxy-addr` reads them. */
function trustedProxyProblem(proxy: string): string | undefined {
  try {
    proxyAddr.compile(proxy)
    return undefined
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `"${proxy}" is neither an address nor a network`
  }
}

const fieldNameProblem = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? undefined : `"${name}" is not a field name`)

/** The gateway's settings by environment variable. */
export const gatewayEnvironment = z
  .object({
    ...httpSettings(4000).shape,
    ...logSettings.shape,
    LOG_OPERATIONS: onOff('on').describe('Whether a line is logged for each operation, without its variables.'),
    SUPERGRAPH: z.string().default(checkedInSupergraph).describe('The supergraph file; it is watched.'),
    ...subgraphSettings.shape,
    AUTH: onOff('on').describe(
      'Whether access tokens are verified here; when off, the authorization header is forwarded unchanged.',
    ),
    JWKS_URL: z
      .url()
      .default('http://127.0.0.1:4001/.well-known/jwks.json')
      .describe('URL of the JWKS with the public keys of access tokens.'),
    GATEWAY_SECRET: secret
      .optional()
      .describe('Shared secret that authenticates this gateway to the subgraphs; required when AUTH is on.'),
    AUTHORIZATION: z
      .enum(['filter', 'reject', 'off'])
      .default('filter')
      .describe(
        'Operations with fields that @authenticated, @requiresScopes or @policy deny to the caller: filter executes the remaining fields, reject rejects the operation, off disables authorization.',
      ),
    CORS_ORIGINS: checkedList(
      ['https://studio.apollographql.com', 'http://localhost:*', 'http://127.0.0.1:*'],
      allowedOriginProblem,
    ).describe('Allowed CORS origins: "*" for all, ":*" at the end for any port.'),
    INTROSPECTION: onOff('on').describe('Whether introspection is allowed.'),
    EXPLORERS: onOff('on').describe(
      'Whether browsers get Apollo Sandbox at /graphql, and GraphiQL at /graphiql, which loads nothing from other hosts.',
    ),
    MASK_ERRORS: onOff('on').describe('Whether internal errors of subgraphs are replaced by a trace id.'),
    BODY_LIMIT_BYTES: wholeNumber(1_048_576, { min: 1_024, max: 104_857_600 }).describe(
      'Maximum bytes of a request body or a WebSocket message.',
    ),
    HEADERS_TIMEOUT_MS: timeout(10_000).describe('Timeout for receiving the headers of a request; 0 for none.'),
    REQUEST_TIMEOUT_MS: timeout(30_000).describe(
      'Timeout for receiving a whole request, in addition to the time that its bytes take at SLOWEST_LINE_BYTES_PER_SECOND; 0 for none.',
    ),
    // Parsed, a document takes some 30 times its length.
    DOCUMENT_CACHE_LENGTH: wholeNumber(1_000_000, { min: 1, max: 1_000_000_000 }).describe(
      'Maximum characters of all documents in the cache of parsed and validated documents; one longer than a tenth of it is not cached.',
    ),
    PLAN_CACHE_SIZE: wholeNumber(2_000, { min: 1, max: 1_000_000 }).describe('Maximum query plans in the plan cache.'),
    // A selection takes more than a KiB with its plan and what is compiled for its execution.
    PLAN_CACHE_SELECTIONS: wholeNumber(30_000, { min: 1, max: 10_000_000 }).describe(
      'Maximum fields of all operations in the plan cache, and of those prepared for execution.',
    ),
    PLAN_WARMUP: wholeNumber(100, { min: 0, max: 10_000 }).describe(
      'Maximum operations planned for a new supergraph before it is served, most used first.',
    ),
    // The library's own 10,000 let one small query with interface objects block the process for 12 seconds (66 at
    // worst); with 200 it takes 0.3, and of 250 random operations two need one fetch more.
    PLANNER_MAX_PLANS: wholeNumber(200, { min: 1, max: 1_000_000 }).describe(
      'Maximum alternative plans that the planner evaluates for one operation.',
    ),
    // Without a limit a query of 200 bytes blocks the process for minutes. 20,000 steps take about half a second of a
    // core; an operation of 5,000 fields, each of one subgraph, takes 4,100, a usual one fewer than 100.
    PLANNER_MAX_STEPS: limit(20_000).describe(
      'Maximum planner steps for one operation; a step extends one path of the query graph by one field. Paths to one field are limited in proportion to its square root: 1,000 with 20,000. 0 for no limit of either.',
    ),
    MAX_TOKENS: limit(10_000).describe('Maximum tokens of a GraphQL document; 0 for no limit.'),
    MAX_DEFINITIONS: limit(200).describe('Maximum operations and fragments of a document; 0 for no limit.'),
    MAX_DEPTH: limit(20).describe('Maximum depth of fields, fragments followed; 0 for no limit.'),
    MAX_NESTING: limit(100).describe(
      'Maximum nesting of selection sets, fragments followed, and of input values; 0 for no limit.',
    ),
    MAX_ALIASES: limit(100).describe('Maximum aliases of an operation, fragments expanded; 0 for no limit.'),
    MAX_ROOT_FIELDS: limit(50).describe('Maximum root fields of an operation; 0 for no limit.'),
    MAX_SELECTIONS: limit(10_000).describe(
      'Maximum fields and fragments of an operation, fragments expanded at each spread; 0 for no limit.',
    ),
    MAX_REPEATED_FIELDS: limit(200).describe(
      'Maximum fields of a document whose selection set has another field of the same response name; 0 for no limit.',
    ),
    MAX_DIRECTIVES: limit(200).describe('Maximum directives of a document; 0 for no limit.'),
    MAX_NAME_LENGTH: limit(255).describe(
      'Maximum characters of a name in a document, aliases included, which responses repeat for each object; 0 for no limit.',
    ),
    MAX_DIRECTIVES_PER_PLACE: limit(10).describe('Maximum directives on one field or fragment; 0 for no limit.'),
    RATE_LIMIT: limit(600).describe(
      'Rate limit: operations of a user, or of an address of anonymous clients, in one window, over all replicas; 0 for no limit.',
    ),
    RATE_LIMIT_MUTATIONS: limit(200).describe(
      'Rate limit of mutations, which count as operations, too; 0 for no limit.',
    ),
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
    TRUSTED_PROXIES: checkedList([], trustedProxyProblem).describe(
      'Proxies whose X-Forwarded-For is trusted: addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal.',
    ),
    PERSISTED_DOCUMENTS: z
      .string()
      .optional()
      .describe('A JSON manifest of persisted documents, as build tools write it; it is watched.'),
    PERSISTED_DOCUMENTS_MODE: z
      .enum(['off', 'prefer', 'only'])
      .default('prefer')
      .describe('Documents outside the manifest: prefer accepts them, only rejects them; off ignores the manifest.'),
    APQ_CACHE_BYTES: wholeNumber(16_777_216, { min: 0, max: Number.MAX_SAFE_INTEGER }).describe(
      'Maximum bytes of automatic persisted queries in the cache; 0 to disable them.',
    ),
    MAX_VARIABLE_VALUES: limit(10_000).describe(
      'Maximum values in the variables of a request, list items and object fields counted; 0 for no limit.',
    ),
    MAX_SUBGRAPH_REQUEST_BYTES: limit(10_485_760).describe(
      'Maximum bytes of all subgraph requests of one operation: the same variable may be sent to many of them; 0 for no limit.',
    ),
    MAX_ERROR_LENGTH: limit(1_000).describe(
      "Maximum characters of an error's message, in responses and in the log; longer ones are truncated; 0 for no limit.",
    ),
    MAX_ERRORS_LENGTH: limit(65_536).describe(
      'Maximum characters of all errors of a response, about; the others are counted; 0 for no limit.',
    ),
    MAX_COST: limit(50_000).describe(
      'Maximum estimated cost of an operation, about the number of objects in its response; 0 for no limit.',
    ),
    SUBSCRIPTION_BACKLOG: wholeNumber(16, { min: 1, max: 10_000 }).describe(
      'Maximum events queued for a slow subscriber before newer states replace older ones.',
    ),
    SUBSCRIPTION_MAX_WAITING_BYTES: wholeNumber(4_194_304, { min: 65_536, max: 1_073_741_824 }).describe(
      'Maximum bytes of events, about, queued for a slow subscriber before its subscription ends with SUBSCRIPTION_TOO_SLOW.',
    ),
    MAX_WAITING_EVENT_BYTES: limit(33_554_432).describe(
      'Maximum bytes of events, about, queued for all slow subscribers in this process before subscriptions that exceed their share end. 0 for no limit.',
    ),
    MAX_WAITING_EVENT_BYTES_PER_CALLER: limit(8_388_608).describe(
      'As MAX_WAITING_EVENT_BYTES, for all subscriptions of one user, or of one address of anonymous clients; 0 for no limit.',
    ),
    SESSION_CHECK_MS: milliseconds(1_000, { min: 50, max: 60_000 }).describe(
      'Maximum time that a WebSocket or a stream stays open after its session ended or its token expired.',
    ),
    TOKEN_WARNING_MS: milliseconds(30_000, { min: 0, max: 600_000 }).describe(
      'Time before the expiry of its token at which a WebSocket client is notified, so that it can send another; 0 for never.',
    ),
    WEBSOCKET_KEEP_ALIVE_MS: milliseconds(12_000).describe(
      'Interval of pings on WebSockets; one without a pong by the next ping is closed.',
    ),
    WEBSOCKET_MESSAGES_PER_SECOND: limit(50).describe(
      'Rate limit: average messages of one WebSocket in a second, pings included, with bursts of eight seconds. 0 for no limit.',
    ),
    STREAM_HEARTBEAT_MS: milliseconds(10_000).describe('Interval of heartbeats on an idle HTTP stream.'),
    MAX_CONNECTIONS_PER_CALLER: limit(100, 1_000_000).describe(
      'Maximum open WebSockets and streams of one user, or of one address of anonymous clients, in this process; 0 for no limit.',
    ),
    MAX_PENDING_WEBSOCKETS_PER_ADDRESS: limit(1_000, 1_000_000).describe(
      'Maximum open WebSockets of one address before connection_init, in this process; 0 for no limit.',
    ),
    MAX_SUBSCRIPTIONS_PER_CALLER: limit(500, 1_000_000).describe(
      'Maximum open subscriptions of one user, or of one address of anonymous clients, in this process; 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS: limit(256).describe(
      'Maximum concurrent queries and mutations in this process; others are queued, fairly between addresses and callers. 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS_PER_CALLER: limit(32).describe(
      'Maximum concurrent queries and mutations of one user, or of one address of anonymous clients; 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS_PER_ADDRESS: limit(96).describe(
      'Maximum concurrent queries and mutations of one address, whatever its users; 0 for no limit.',
    ),
    MAX_WAITING_OPERATIONS_PER_CALLER: limit(1_000).describe(
      'Maximum queued queries and mutations of one user or address, and four times as many of an address with many users; those beyond are rejected. 0 for no limit.',
    ),
    OPERATION_WAIT_MS: milliseconds(10_000).describe(
      'Timeout of a queued query or mutation, and of an incomplete WebSocket message that waits for memory.',
    ),
    MAX_BODY_BYTES: limit(67_108_864).describe(
      'Maximum bytes of request bodies and long WebSocket messages in memory in this process, incomplete ones included; an eighth is reserved for short messages of signed-in users; 0 for no limit.',
    ),
    MAX_BODY_BYTES_PER_ADDRESS: limit(16_777_216).describe('As MAX_BODY_BYTES, for one address; 0 for no limit.'),
    MAX_ANSWER_BYTES: limit(25_165_824).describe(
      'Maximum bytes of long responses and event results, about, being produced and sent at once in this process; others wait, except one of each address. 0 for no limit.',
    ),
    MAX_ANSWER_BYTES_PER_CALLER: limit(8_388_608).describe(
      'As MAX_ANSWER_BYTES, for one user, or one address of anonymous clients; others wait, except one. 0 for no limit.',
    ),
    COMPRESSION_MIN_BYTES: limit(16_384).describe(
      'Bytes from which on responses are compressed for clients that accept zstd, br or gzip; streams are not. 0 for no compression.',
    ),
    MAX_CONNECTIONS_PER_ADDRESS: limit(1_000).describe(
      'Maximum connections of one address, of any protocol; those of trusted proxies are not counted. 0 for no limit.',
    ),
    MAX_OPERATIONS_PER_CONNECTION: limit(100, 1_000_000).describe(
      'Maximum concurrent operations on one WebSocket; 0 for no limit.',
    ),
  })
  .check(
    rule<{ AUTH: boolean; GATEWAY_SECRET?: string | undefined }>(
      'GATEWAY_SECRET',
      ['AUTH', 'GATEWAY_SECRET'],
      ({ AUTH: auth, GATEWAY_SECRET: given }) =>
        auth && given === undefined ? 'is needed unless AUTH is off' : undefined,
    ),
    rule<{
      SUBGRAPH_SUBSCRIPTION_URLS: SubscriptionEndpoints['urls']
      SUBGRAPH_SUBSCRIPTION_PROTOCOLS: SubscriptionEndpoints['protocols']
    }>(
      'SUBGRAPH_SUBSCRIPTION_URLS',
      ['SUBGRAPH_SUBSCRIPTION_URLS', 'SUBGRAPH_SUBSCRIPTION_PROTOCOLS'],
      ({ SUBGRAPH_SUBSCRIPTION_URLS: urls, SUBGRAPH_SUBSCRIPTION_PROTOCOLS: protocols }) =>
        subscriptionEndpointProblem({ urls, protocols }),
    ),
    rule<{ PERSISTED_DOCUMENTS_MODE: string; PERSISTED_DOCUMENTS?: string | undefined }>(
      'PERSISTED_DOCUMENTS',
      ['PERSISTED_DOCUMENTS_MODE', 'PERSISTED_DOCUMENTS'],
      ({ PERSISTED_DOCUMENTS_MODE: mode, PERSISTED_DOCUMENTS: file }) =>
        mode === 'only' && file === undefined ? 'is needed where PERSISTED_DOCUMENTS_MODE is only' : undefined,
    ),
  )

/** Settings of the gateway as a process of its own. */
export const gatewayProcessEnvironment = gatewayEnvironment.safeExtend(redisSettings.shape)

export type GatewaySettings = Settings<typeof gatewayEnvironment>

/** Document limits of the settings. */
export const documentLimits = (config: GatewaySettings): DocumentLimits => ({
  tokens: config.maxTokens,
  definitions: config.maxDefinitions,
  depth: config.maxDepth,
  nesting: config.maxNesting,
  aliases: config.maxAliases,
  rootFields: config.maxRootFields,
  selections: config.maxSelections,
  repeatedFields: config.maxRepeatedFields,
  directives: config.maxDirectives,
  directivesPerPlace: config.maxDirectivesPerPlace,
  nameLength: config.maxNameLength,
})

/** Error limits of the settings. */
export const errorLimits = (config: GatewaySettings): ErrorLimits => ({
  message: config.maxErrorLength,
  all: config.maxErrorsLength,
})
