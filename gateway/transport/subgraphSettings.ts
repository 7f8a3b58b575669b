import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { list, milliseconds, onOff, timeout, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import type { SubgraphsOptions } from './subgraphs.ts'

/** `users=http://…/graphql,tasks=http://…/graphql` as a map. */
const subgraphUrls = pairs('http://host/graphql', value =>
  /^https?:/.test(value) && URL.canParse(value) ? value : undefined,
)

/** `tasks=30000,users=500` as a map. */
const subgraphTimeouts = pairs('milliseconds', value => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined))

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

/** How subgraphs are reached and what is expected of them. */
export const subgraphSettings = z.object({
  SUBGRAPH_URLS: subgraphUrls.describe("Where subgraphs answer, in place of the supergraph's own: name=url,name=url."),
  SUBGRAPH_TIMEOUT_MS: timeout(10_000).describe(
    'How long a subgraph may take for one answer; 0 for as long as it likes.',
  ),
  SUBGRAPH_TIMEOUTS: subgraphTimeouts.describe('The same for single subgraphs: name=milliseconds,name=milliseconds.'),
  OPERATION_TIMEOUT_MS: timeout(30_000).describe(
    'How long an operation, or an event of a subscription, may wait for subgraphs in all; 0 for as long as it takes.',
  ),
  SUBGRAPH_RESPONSE_LIMIT_BYTES: wholeNumber(8 * 1_048_576, { min: 1_024, max: 1_073_741_824 }).describe(
    "Bytes of one subgraph's answer at most.",
  ),
  SUBGRAPH_CONNECTIONS: wholeNumber(64, { min: 1, max: 4_096 }).describe(
    'Requests under way to one subgraph at once at most, beside those whose answers wait for room: the operations under way bound them.',
  ),
  SUBGRAPH_SHARING: onOff('on').describe(
    'Whether a query that is asked several times at once for one caller at one address is sent to its subgraph once.',
  ),
  SUBGRAPH_RETRIES: wholeNumber(1, { min: 0, max: 5 }).describe(
    'How often a query is sent again whose connection failed or whose subgraph is too busy; 0 for never.',
  ),
  SUBGRAPH_RETRY_PERCENT: wholeNumber(20, { min: 0, max: 100 }).describe(
    'Retries in a hundred requests to a subgraph at most, over a few that are always allowed.',
  ),
  SUBGRAPH_CIRCUIT_FAILURE_PERCENT: wholeNumber(60, { min: 0, max: 100 }).describe(
    'Failures in a hundred requests from which on a subgraph is left alone for a while; 0 to always ask it.',
  ),
  SUBGRAPH_CIRCUIT_MIN_REQUESTS: wholeNumber(3, { min: 1, max: 1_000_000 }).describe(
    'Requests at least before their failures count.',
  ),
  SUBGRAPH_CIRCUIT_WINDOW_MS: milliseconds(30_000).describe('How far back requests and failures are counted.'),
  SUBGRAPH_CIRCUIT_OPEN_MS: milliseconds(30_000).describe('How long a subgraph is left alone.'),
  SUBGRAPH_CIRCUIT_PROBES: wholeNumber(10, { min: 1, max: 10_000 }).describe(
    'Requests that are tried at once after that; when as many succeed all is as before.',
  ),
})

export type SubgraphSettings = Settings<typeof subgraphSettings>

/** What the settings say of the way to subgraphs. */
export function subgraphLimits(
  config: SubgraphSettings,
): Omit<SubgraphsOptions, 'metrics' | 'clock' | 'random' | 'log'> {
  // An operation that is over gives up its requests, so none of them has more time than that.
  const atMost = (ms: number) => Math.min(ms, config.operationTimeoutMs)
  return {
    timeoutMs: atMost(config.subgraphTimeoutMs),
    timeouts: new Map([...config.subgraphTimeouts].map(([name, ms]) => [name, atMost(ms)])),
    responseLimit: config.subgraphResponseLimitBytes,
    connections: config.subgraphConnections,
    sharing: config.subgraphSharing,
    retries: config.subgraphRetries,
    retryShare: config.subgraphRetryPercent / 100,
    circuit: config.subgraphCircuitFailurePercent
      ? {
          failureRatio: config.subgraphCircuitFailurePercent / 100,
          minimumCalls: config.subgraphCircuitMinRequests,
          windowMs: config.subgraphCircuitWindowMs,
          openMs: config.subgraphCircuitOpenMs,
          probes: config.subgraphCircuitProbes,
        }
      : undefined,
  }
}
