import { rule } from '@atelier/platform/config/rule.ts'
import { checkedList, milliseconds, onOff, secret } from '@atelier/platform/config/settings.ts'
import proxyAddr from '@fastify/proxy-addr'
import { z } from 'zod'

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

/** How callers are authenticated and authorized. */
export const authSettings = z.object({
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
  SESSION_CHECK_MS: milliseconds(1_000, { min: 50, max: 60_000 }).describe(
    'Maximum time that a WebSocket or a stream stays open after its session ended or its token expired.',
  ),
  TRUSTED_PROXIES: checkedList([], trustedProxyProblem).describe(
    'Proxies whose X-Forwarded-For is trusted: addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal.',
  ),
})

/** The secret is shared with the subgraphs, which take tokens that this gateway verified. */
export const authRule = rule<{ AUTH: boolean; GATEWAY_SECRET?: string | undefined }>(
  'GATEWAY_SECRET',
  ['AUTH', 'GATEWAY_SECRET'],
  ({ AUTH: auth, GATEWAY_SECRET: given }) => (auth && given === undefined ? 'is needed unless AUTH is off' : undefined),
)
