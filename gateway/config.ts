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
  secret,
  unlimitedByZero,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import proxyAddr from '@fastify/proxy-addr'
import { z } from 'zod'
import type { ErrorLimits } from './execution/errorLimits.ts'
import { allowedOriginFault } from './protection/allowedOrigins.ts'
import type { DocumentLimits } from './protection/document/documentLimits.ts'
import { subgraphSettings } from './transport/subgraphSettings.ts'

const checkedInSupergraph = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url))

/** A list whose entries are looked at one by one. @param faultOf says what is wrong with one. */
const checkedList = (defaultValue: string[], faultOf: (entry: string) => string | undefined) =>
  list(defaultValue).superRefine((entries, context) => {
    for (const message of entries.map(faultOf)) if (message) context.addIssue({ code: 'custom', message })
  })

/** Addresses, networks and names of networks are as `@fastify/proxy-addr` reads them. */
function trustedProxyFault(proxy: string): string | undefined {
  try {
    proxyAddr.compile(proxy)
    return undefined
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `"${proxy}" is no address and no network`
  }
}

const fieldNameFault = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? undefined : `"${name}" is no name of a field`)

/** The gateway's settings, by the names of their environment variables. */
export const gatewayConfig = z
  .object({
    ...httpSettings(4000).shape,
    ...logSettings.shape,
    LOG_OPERATIONS: onOff('on').describe('Whether a line is logged for each operation, without its variables.'),
    SUPERGRAPH: z.string().default(checkedInSupergraph).describe('The supergraph file; it is watched.'),
    ...subgraphSettings.shape,
    AUTH: onOff('on').describe(
      'Whether access tokens are verified here. When off, the authorization header is passed on as it came.',
    ),
    JWKS_URL: z
      .url()
      .default('http://127.0.0.1:4001/.well-known/jwks.json')
      .describe('Where the public keys of access tokens are found.'),
    GATEWAY_SECRET: secret
      .optional()
      .describe('The secret by which subgraphs know this gateway; needed when AUTH is on.'),
    AUTHORIZATION: z
      .enum(['filter', 'reject', 'off'])
      .default('filter')
      .describe(
        'What happens to an operation with fields that the caller may not have by @authenticated, @requiresScopes or @policy: filter answers the others, reject none; off lets everybody have everything.',
      ),
    CORS_ORIGINS: checkedList(
      ['https://studio.apollographql.com', 'http://localhost:*', 'http://127.0.0.1:*'],
      allowedOriginFault,
    ).describe('Origins whose pages may call the gateway: "*" for all, ":*" at the end for any port.'),
    INTROSPECTION: onOff('on').describe('Whether clients may read the schema.'),
    EXPLORERS: onOff('on').describe(
      'Whether browsers get Apollo Sandbox at /graphql, and GraphiQL at /graphiql, which needs no other host.',
    ),
    MASK_ERRORS: onOff('on').describe("Whether subgraphs' internal errors are hidden behind a trace id."),
    BODY_LIMIT_BYTES: wholeNumber(1_048_576, { min: 1_024, max: 104_857_600 }).describe(
      'Bytes of a request body or a WebSocket message at most.',
    ),
    HEADERS_TIMEOUT_MS: milliseconds(10_000, { min: 0 }).describe(
      'How long a client may take to send the head of a request; 0 for as long as it likes.',
    ),
    REQUEST_TIMEOUT_MS: milliseconds(30_000, { min: 0 }).describe(
      'How long a client may take to send a whole request, besides the time that its bytes take on the slowest line; 0 for as long as it likes.',
    ),
    // Parsed, a document takes some 30 times its length.
    DOCUMENT_CACHE_LENGTH: wholeNumber(1_000_000, { min: 1, max: 1_000_000_000 }).describe(
      'Characters at most of the documents that are kept parsed and validated; one longer than a tenth of it is not kept.',
    ),
    PLAN_CACHE_SIZE: wholeNumber(2_000, { min: 1, max: 1_000_000 }).describe('Query plans kept at most.'),
    // A selection takes more than a KiB with its plan and all that is worked out to run it.
    PLAN_CACHE_SELECTIONS: wholeNumber(30_000, { min: 1, max: 10_000_000 }).describe(
      'Fields at most of all operations whose plans are kept, and of those kept ready to run.',
    ),
    PLAN_WARMUP: wholeNumber(100, { min: 0, max: 10_000 }).describe(
      'Operations at most that are planned for a new supergraph before it is served, those used most first.',
    ),
    // The library's own 10,000 let one small query with interface objects hold the process for 12 seconds (66 at worst);
    // with 200 it takes 0.3, and of 250 random operations two need one fetch more.
    PLANNER_MAX_PLANS: wholeNumber(200, { min: 1, max: 1_000_000 }).describe(
      'How many alternatives the planner weighs for one operation at most.',
    ),
    // Without a bound a query of 200 bytes holds the process for minutes. 20,000 steps take about half a second of a core;
    // an operation of 5,000 fields each of which one subgraph has takes 4,100, a usual one fewer than 100.
    PLANNER_MAX_STEPS: limit(20_000).describe(
      'Steps of the planner for one operation at most; each follows one way of answering by one field. The ways to one field may grow with their square root: 1,000 with 20,000. 0 for no limit of either.',
    ),
    MAX_TOKENS: limit(10_000).describe('Words and signs of a GraphQL document at most; 0 for no limit.'),
    MAX_DEFINITIONS: limit(200).describe('Operations and fragments of a document at most; 0 for no limit.'),
    MAX_DEPTH: limit(20).describe('Fields within fields at most, fragments followed; 0 for no limit.'),
    MAX_NESTING: limit(100).describe(
      'Selections within selections, fragments followed, and values within values at most; 0 for no limit.',
    ),
    MAX_ALIASES: limit(100).describe('Aliases of an operation at most, fragments written out; 0 for no limit.'),
    MAX_ROOT_FIELDS: limit(50).describe('Fields at the root of an operation at most; 0 for no limit.'),
    MAX_SELECTIONS: limit(10_000).describe(
      'Fields and fragments of an operation at most, fragments written out where they are used; 0 for no limit.',
    ),
    MAX_REPEATED_FIELDS: limit(200).describe(
      'Fields of a document at most that stand beside another one of the same name; 0 for no limit.',
    ),
    MAX_DIRECTIVES: limit(200).describe('Directives of a document at most; 0 for no limit.'),
    MAX_NAME_LENGTH: limit(255).describe(
      'Characters of one name in a document at most, aliases among them, which answers repeat for each object; 0 for no limit.',
    ),
    MAX_DIRECTIVES_PER_PLACE: limit(10).describe('Directives on one field or fragment at most; 0 for no limit.'),
    RATE_LIMIT: limit(600).describe(
      'Operations that a user, or an address of anonymous clients, may have in one window, over all replicas; 0 for no limit.',
    ),
    RATE_LIMIT_MUTATIONS: limit(200).describe(
      'The same for mutations, which count as operations, too; 0 for no limit.',
    ),
    SIGN_IN_FIELDS: checkedList(['login', 'register', 'refreshSession'], fieldNameFault).describe(
      'Mutations by which people sign in, sign up and stay signed in. An anonymous operation of one of them alone is counted apart from all others of its address.',
    ),
    RATE_LIMIT_SIGN_INS: limit(200).describe(
      'Operations of each of them that an address may have in one window, over all replicas, the same one again half as often; 0 for no limit.',
    ),
    RATE_LIMIT_PLANNING_MS: limit(2_000).describe(
      'Milliseconds that checking and planning the new operations of one of them, and telling it the schema, may take in one window, in each replica; 0 for no limit.',
    ),
    RATE_LIMIT_CPU_MS: wholeNumber(0, { min: 0, max: Number.MAX_SAFE_INTEGER })
      .unwrap()
      .transform(unlimitedByZero)
      .optional()
      .describe(
        'Milliseconds that all work on the operations of one of them may take in one window, in each replica: two fifths of the window when absent; 0, or a RATE_LIMIT of 0, for no limit.',
      ),
    RATE_LIMIT_WINDOW_MS: milliseconds(10_000, { min: 1_000, max: 3_600_000 }).describe('How long a window is.'),
    TRUSTED_PROXIES: checkedList([], trustedProxyFault).describe(
      'Proxies whose X-Forwarded-For is believed: addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal.',
    ),
    PERSISTED_DOCUMENTS: z
      .string()
      .optional()
      .describe(
        'A JSON file of documents that clients may name by an identifier, as build tools write it; it is watched.',
      ),
    PERSISTED_DOCUMENTS_MODE: z
      .enum(['off', 'prefer', 'only'])
      .default('prefer')
      .describe('Whether other documents are taken, too (prefer), or rejected (only); off to leave the file aside.'),
    APQ_CACHE_BYTES: wholeNumber(16_777_216, { min: 0, max: Number.MAX_SAFE_INTEGER }).describe(
      'Bytes of automatically persisted queries that are remembered; 0 to remember none.',
    ),
    MAX_VARIABLE_VALUES: limit(10_000).describe(
      'Values of the variables of a request at most, items of lists and members of objects counted; 0 for no limit.',
    ),
    MAX_SUBGRAPH_REQUEST_BYTES: limit(10_485_760).describe(
      'Bytes that one operation may send to subgraphs in all: the same variable may go to many of them; 0 for no limit.',
    ),
    MAX_ERROR_LENGTH: limit(1_000).describe(
      "Characters of one error's message at most, in answers and in the log; longer ones are cut; 0 for no limit.",
    ),
    MAX_ERRORS_LENGTH: limit(65_536).describe(
      'Characters of all errors of an answer at most, about; the others are counted; 0 for no limit.',
    ),
    MAX_COST: limit(50_000).describe(
      'What an operation may cost at most, about the objects that its answer can have; 0 for no limit.',
    ),
    SUBSCRIPTION_BACKLOG: wholeNumber(16, { min: 1, max: 10_000 }).describe(
      'Events that may wait for a slow subscriber before newer states take the place of older ones.',
    ),
    SUBSCRIPTION_MAX_WAITING_BYTES: wholeNumber(4_194_304, { min: 65_536, max: 1_073_741_824 }).describe(
      'Bytes of events, about, that may wait for a slow subscriber before its subscription ends with SUBSCRIPTION_TOO_SLOW.',
    ),
    MAX_WAITING_EVENT_BYTES: limit(33_554_432).describe(
      'Bytes of events, about, that may wait for all slow subscribers in this process before the subscriptions of those with more than their share end. 0 for no limit.',
    ),
    MAX_WAITING_EVENT_BYTES_PER_CALLER: limit(8_388_608).describe(
      'The same for all subscriptions of one user, or of one address of anonymous clients; 0 for no limit.',
    ),
    SESSION_CHECK_MS: milliseconds(1_000, { min: 50, max: 60_000 }).describe(
      'How long a WebSocket or a stream goes on at most after its session was ended or its token has expired.',
    ),
    TOKEN_WARNING_MS: milliseconds(30_000, { min: 0, max: 600_000 }).describe(
      "How long before its token's end a WebSocket client is told, so that it can send another; 0 for never.",
    ),
    WEBSOCKET_KEEP_ALIVE_MS: milliseconds(12_000).describe(
      'How often WebSockets are pinged; one that does not answer by the next time is closed.',
    ),
    WEBSOCKET_MESSAGES_PER_SECOND: limit(50).describe(
      'Messages of one WebSocket at most, pings among them, on average; eight seconds of them may come at once. 0 for no limit.',
    ),
    STREAM_HEARTBEAT_MS: milliseconds(10_000).describe('How often an idle stream over HTTP says that it is there.'),
    MAX_CONNECTIONS_PER_CALLER: limit(100, 1_000_000).describe(
      'WebSockets and streams that one user, or one address of anonymous clients, may have open here; 0 for no limit.',
    ),
    MAX_PENDING_WEBSOCKETS_PER_ADDRESS: limit(1_000, 1_000_000).describe(
      'WebSockets of one address that may be open here without having said whose they are; 0 for no limit.',
    ),
    MAX_SUBSCRIPTIONS_PER_CALLER: limit(500, 1_000_000).describe(
      'Subscriptions that one user, or one address of anonymous clients, may have open here; 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS: limit(256).describe(
      'Queries and mutations that may be under way at once in this process; others wait, those of each address and caller in turn. 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS_PER_CALLER: limit(32).describe(
      'The same for one user, or one address of anonymous clients; 0 for no limit.',
    ),
    MAX_CONCURRENT_OPERATIONS_PER_ADDRESS: limit(96).describe(
      'The same for one address, however many users it has; 0 for no limit.',
    ),
    MAX_WAITING_OPERATIONS_PER_CALLER: limit(1_000).describe(
      'Queries and mutations of one user or address that may wait for others to end, and of one address with many users four times as many; those beyond are rejected. 0 for no limit.',
    ),
    OPERATION_WAIT_MS: milliseconds(10_000).describe(
      'How long a query or a mutation waits for others to end at most, and a half-sent WebSocket message for room.',
    ),
    MAX_BODY_BYTES: limit(67_108_864).describe(
      'Bytes of request bodies and long WebSocket messages that are held at once in this process, those that are still coming in included, an eighth of them only for short messages of people who have signed in; 0 for no limit.',
    ),
    MAX_BODY_BYTES_PER_ADDRESS: limit(16_777_216).describe('The same for one address; 0 for no limit.'),
    MAX_ANSWER_BYTES: limit(25_165_824).describe(
      'Bytes of long answers and results of events, about, that are being made and sent at once in this process; others wait, but for one of each address. 0 for no limit.',
    ),
    MAX_ANSWER_BYTES_PER_CALLER: limit(8_388_608).describe(
      'The same for one user, or one address of anonymous clients; others wait, but for one. 0 for no limit.',
    ),
    MAX_CONNECTIONS_PER_ADDRESS: limit(1_000).describe(
      'Connections of one address, of whatever protocol; those of trusted proxies are not counted. 0 for no limit.',
    ),
    MAX_OPERATIONS_PER_CONNECTION: limit(100, 1_000_000).describe(
      'Operations that may be under way on one WebSocket; 0 for no limit.',
    ),
  })
  .check(
    rule<{ AUTH: boolean; GATEWAY_SECRET?: string | undefined }>(
      'GATEWAY_SECRET',
      ['AUTH', 'GATEWAY_SECRET'],
      ({ AUTH: auth, GATEWAY_SECRET: given }) =>
        auth && given === undefined ? 'is needed unless AUTH is off' : undefined,
    ),
    rule<{ PERSISTED_DOCUMENTS_MODE: string; PERSISTED_DOCUMENTS?: string | undefined }>(
      'PERSISTED_DOCUMENTS',
      ['PERSISTED_DOCUMENTS_MODE', 'PERSISTED_DOCUMENTS'],
      ({ PERSISTED_DOCUMENTS_MODE: mode, PERSISTED_DOCUMENTS: file }) =>
        mode === 'only' && file === undefined ? 'is needed where PERSISTED_DOCUMENTS_MODE is only' : undefined,
    ),
  )

/** Everything that a gateway needs when it runs alone. */
export const gatewayProcessConfig = gatewayConfig.safeExtend(redisSettings.shape)

export type GatewayConfig = Settings<typeof gatewayConfig>

/** The limits of documents that the settings set. */
export const documentLimits = (config: GatewayConfig): DocumentLimits => ({
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

/** The limits of errors that the settings set. */
export const errorLimits = (config: GatewayConfig): ErrorLimits => ({
  message: config.maxErrorLength,
  all: config.maxErrorsLength,
})
