import { EVERY_SUBGRAPH } from './clientHeaderNames.ts'

/**
 * Protocols of subscriptions to subgraphs: the WebSocket subprotocol of the library graphql-ws, or server-sent events by
 * the distinct connections mode of graphql-sse.
 */
export const SUBSCRIPTION_PROTOCOLS = ['graphql-transport-ws', 'sse'] as const

export type SubscriptionProtocol = (typeof SUBSCRIPTION_PROTOCOLS)[number]

/** Where the subscriptions of subgraphs are, when not at their URL by graphql-transport-ws; `*` for every subgraph. */
export interface SubscriptionEndpoints {
  /** URLs, or paths at the host of the subgraph's URL. */
  urls: ReadonlyMap<string, string>
  protocols: ReadonlyMap<string, SubscriptionProtocol>
}

/** The address of a subgraph's subscriptions. */
export function subscriptionEndpoint(
  { urls, protocols }: SubscriptionEndpoints,
  { service, url }: { service: string; url: string },
): { protocol: SubscriptionProtocol; url: string } {
  const given = urls.get(service) ?? urls.get(EVERY_SUBGRAPH)
  return {
    protocol: protocolOf(protocols, service),
    url: given !== undefined && URL.canParse(given, url) ? new URL(given, url).href : url,
  }
}

const protocolOf = (protocols: SubscriptionEndpoints['protocols'], service: string): SubscriptionProtocol =>
  protocols.get(service) ?? protocols.get(EVERY_SUBGRAPH) ?? 'graphql-transport-ws'

/** The reason that subscriptions cannot be at an address. */
export function subscriptionUrlProblem(given: string, name: string): string | undefined {
  const isPath = /^\/(?!\/)/.test(given)
  if (!isPath && name === EVERY_SUBGRAPH)
    return 'must be a path, as /subscriptions: each subgraph has a host of its own'
  if (isPath ? URL.canParse(given, 'http://host') : /^(https?|wss?):\/\//.test(given) && URL.canParse(given)) {
    return undefined
  }
  return 'must be a URL of http, https, ws or wss, or a path, as /subscriptions'
}

/** Names of the protocol of subscriptions-transport-ws, whose WebSocket subprotocol is called `graphql-ws`. */
const LEGACY = new Set(['graphql-ws', 'graphql_ws', 'subscriptions-transport-ws', 'subscriptions_transport_ws'])

/** The reason that a protocol cannot be used. */
export function subscriptionProtocolProblem(given: string): string | undefined {
  if (isProtocol(given)) return undefined
  const supported = 'must be graphql-transport-ws (of the library graphql-ws) or sse (of graphql-sse)'
  return LEGACY.has(given)
    ? `is the legacy protocol of subscriptions-transport-ws, which is not supported: it ${supported}`
    : supported
}

export const isProtocol = (given: string): given is SubscriptionProtocol =>
  SUBSCRIPTION_PROTOCOLS.some(protocol => protocol === given)

/** The reason that a URL and a protocol do not go together. */
export function subscriptionEndpointProblem({ urls, protocols }: SubscriptionEndpoints): string | undefined {
  const wrong = [...urls].find(([name, url]) => /^wss?:/.test(url) && protocolOf(protocols, name) === 'sse')
  return wrong && `"${wrong[1]}" of ${wrong[0]} must be a URL of http or https, as its protocol is sse`
}
