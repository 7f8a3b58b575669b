import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { rule } from '@atelier/platform/config/rule.ts'
import { limit, list, milliseconds, onOff, timeout, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import { clientHeaderName, clientHeaderProblem } from './clientHeaderNames.ts'
import { publicCodeProblem } from './publicCodes.ts'
import type { SubgraphsOptions } from './subgraphs.ts'
import {
  isProtocol,
  type SubscriptionEndpoints,
  subscriptionEndpointProblem,
  subscriptionProtocolProblem,
  subscriptionUrlProblem,
} from './subscriptionEndpoints.ts'

/** `users=http://…/graphql,tasks=http://…/graphql` as a map. */
const subgraphUrls = pairs('http://host/graphql', value =>
  /^https?:/.test(value) && URL.canParse(value) ? value : undefined,
)

/** `tasks=30000,users=500` as a map. */
const subgraphTimeouts = pairs('milliseconds', value => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined))

/** `tasks=/subscriptions,users=wss://…` as a map. */
const subscriptionUrls = namedValues('/subscriptions', subscriptionUrlProblem)

/** `tasks=sse` as a map. */
const subscriptionProtocols = namedValues('sse', subscriptionProtocolProblem).transform(
  given => new Map([...given].flatMap(([name, protocol]) => (isProtocol(protocol) ? [[name, protocol] as const] : []))),
)

function pairs<T>(example: string, read: (value: string) => T | undefined) {
  return list([]).transform((texts, context) => {
    const byName = new Map<string, T>()
    for (const text of texts) {
      const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? []
      const wanted = value === undefined ? undefined : read(value)
      if (name !== undefined && wanted !== undefined) byName.set(name, wanted)
      else context.addIssue(`"${text}" must look like name=${example}`)
    }
    return byName
  })
}

/**
 * `*=a,users=b,users=c` as lists by name; `*` stands for every subgraph.
 * @param problemOf the reason that a value is invalid.
 */
function namedLists(
  example: string,
  problemOf: (value: string) => string | undefined,
  normal = (value: string) => value,
) {
  return list([]).transform((texts, context) => {
    const byName = new Map<string, string[]>()
    for (const text of texts) {
      const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? []
      const problem = value === undefined ? undefined : problemOf(value)
      if (name === undefined || value === undefined) {
        context.addIssue(`"${text}" must look like name=${example}, or *=${example} for every subgraph`)
      } else if (problem) context.addIssue(`"${value}" of "${text}" ${problem}`)
      else byName.set(name, [...(byName.get(name) ?? []), normal(value)])
    }
    return byName
  })
}

/**
 * `*=a,users=b` as a map; `*` stands for every other subgraph.
 * @param problemOf the reason that a value is invalid.
 */
function namedValues(example: string, problemOf: (value: string, name: string) => string | undefined) {
  return list([]).transform((texts, context) => {
    const byName = new Map<string, string>()
    for (const text of texts) {
      const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? []
      if (name === undefined || value === undefined) context.addIssue(`"${text}" must look like name=${example}`)
      else {
        const problem = problemOf(value, name) ?? (byName.has(name) ? `comes twice for ${name}` : undefined)
        if (problem) context.addIssue(`"${value}" of "${text}" ${problem}`)
        byName.set(name, value)
      }
    }
    return byName
  })
}

/** Settings of subgraph requests. */
export const subgraphSettings = z.object({
  SUBGRAPH_URLS: subgraphUrls.describe("URLs of subgraphs that override the supergraph's: name=url,name=url."),
  SUBGRAPH_SUBSCRIPTION_URLS: subscriptionUrls.describe(
    "URLs of subscriptions where they differ from the subgraph's: name=wss://host/path, or name=/path at its host, or *=/path for every subgraph.",
  ),
  SUBGRAPH_SUBSCRIPTION_PROTOCOLS: subscriptionProtocols.describe(
    'Protocols of subscriptions to subgraphs, name=protocol or *=protocol: graphql-transport-ws (the default, WebSockets by the library graphql-ws) or sse (server-sent events by graphql-sse, distinct connections mode).',
  ),
  SUBGRAPH_TIMEOUT_MS: timeout(10_000).describe('Timeout of a subgraph request; 0 for none.'),
  SUBGRAPH_TIMEOUTS: subgraphTimeouts.describe('Timeouts of single subgraphs: name=milliseconds,name=milliseconds.'),
  SUBGRAPH_HEADERS: namedLists('x-tenant', clientHeaderProblem, clientHeaderName).describe(
    'Headers of clients that are sent on to subgraphs, besides authorization: name=header,name=header, or *=header for every subgraph; cookies one by one, as name=cookie:session. Of a WebSocket those of its handshake.',
  ),
  SUBGRAPH_ERROR_CODES: namedLists('TASK_LOCKED', publicCodeProblem).describe(
    "Error codes of subgraphs' own whose messages clients may read: name=code,name=code, or *=code for every subgraph. Errors with other codes are masked.",
  ),
  OPERATION_TIMEOUT_MS: timeout(30_000).describe(
    'Timeout of all subgraph requests of an operation, or of an event of a subscription; 0 for none.',
  ),
  SUBGRAPH_RESPONSE_LIMIT_BYTES: wholeNumber(8 * 1_048_576, { min: 1_024, max: 1_073_741_824 }).describe(
    'Maximum bytes of a subgraph response.',
  ),
  SUBGRAPH_COMPRESSION: list([]).describe(
    'Subgraphs that are asked to compress their responses, or * for all: worth it over a slow network. Compressed responses are always read.',
  ),
  SUBGRAPH_CONNECTIONS: wholeNumber(64, { min: 1, max: 4_096 }).describe(
    'Maximum concurrent requests to one subgraph, except those whose responses wait for room, which concurrent operations limit.',
  ),
  SUBGRAPH_SHARING: onOff('on').describe(
    'Whether concurrent equal queries of one caller at one address are sent to a subgraph once.',
  ),
  SUBGRAPH_RETRIES: wholeNumber(1, { min: 0, max: 5 }).describe(
    'Maximum retries of a query after a failed connection or a 503; 0 for none.',
  ),
  SUBGRAPH_RETRY_PERCENT: wholeNumber(20, { min: 0, max: 100 }).describe(
    'Retry budget: maximum retries in a hundred requests to a subgraph, besides a few that are always allowed.',
  ),
  SUBGRAPH_CIRCUIT_FAILURE_PERCENT: limit(60, 100).describe(
    'Failures in a hundred requests that open the circuit of a subgraph; 0 for no circuit breaker.',
  ),
  SUBGRAPH_CIRCUIT_MIN_REQUESTS: wholeNumber(3, { min: 1, max: 1_000_000 }).describe(
    'Minimum requests in the window before the circuit can open.',
  ),
  SUBGRAPH_CIRCUIT_WINDOW_MS: milliseconds(30_000).describe('Window in which requests and failures are counted.'),
  SUBGRAPH_CIRCUIT_OPEN_MS: milliseconds(30_000).describe('How long the circuit of a subgraph stays open.'),
  SUBGRAPH_CIRCUIT_PROBES: wholeNumber(10, { min: 1, max: 10_000 }).describe(
    'Requests allowed while the circuit is half open; when as many succeed it closes.',
  ),
})

export type SubgraphSettings = Settings<typeof subgraphSettings>

/** Options of subgraph requests by the settings. */
export function subgraphLimits(
  config: SubgraphSettings,
): Omit<SubgraphsOptions, 'metrics' | 'clock' | 'random' | 'log'> {
  // Requests are aborted with their operation, so none has a longer timeout.
  const atMost = (ms: number) => Math.min(ms, config.operationTimeoutMs)
  return {
    timeoutMs: atMost(config.subgraphTimeoutMs),
    timeouts: new Map([...config.subgraphTimeouts].map(([name, ms]) => [name, atMost(ms)])),
    compression: new Set(config.subgraphCompression),
    responseLimit: config.subgraphResponseLimitBytes,
    connections: config.subgraphConnections,
    sharing: config.subgraphSharing,
    retries: config.subgraphRetries,
    retryShare: config.subgraphRetryPercent / 100,
    circuit:
      config.subgraphCircuitFailurePercent === Infinity
        ? undefined
        : {
            failureRatio: config.subgraphCircuitFailurePercent / 100,
            minimumCalls: config.subgraphCircuitMinRequests,
            windowMs: config.subgraphCircuitWindowMs,
            openMs: config.subgraphCircuitOpenMs,
            probes: config.subgraphCircuitProbes,
          },
  }
}

export const subscriptionEndpointRule = rule<{
  SUBGRAPH_SUBSCRIPTION_URLS: SubscriptionEndpoints['urls']
  SUBGRAPH_SUBSCRIPTION_PROTOCOLS: SubscriptionEndpoints['protocols']
}>(
  'SUBGRAPH_SUBSCRIPTION_URLS',
  ['SUBGRAPH_SUBSCRIPTION_URLS', 'SUBGRAPH_SUBSCRIPTION_PROTOCOLS'],
  ({ SUBGRAPH_SUBSCRIPTION_URLS: urls, SUBGRAPH_SUBSCRIPTION_PROTOCOLS: protocols }) =>
    subscriptionEndpointProblem({ urls, protocols }),
)
