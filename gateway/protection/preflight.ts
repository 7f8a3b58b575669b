import type { IncomingHttpHeaders } from 'node:http'
import { presentedError } from '../graphql/presentedError.ts'

/** Content types that browsers send to other sites without a preflight. */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])

/** Schemes of `authorization` that browsers send by themselves, with credentials that they keep. */
const SCHEMES_OF_BROWSERS = new Set(['basic', 'digest', 'kerberos', 'negotiate', 'ntlm'])

/** Names of simple headers, and beginnings of names, which end in `*`. */
const SIMPLE = [
  // CORS-safelisted; `content-type` has a rule of its own.
  ...['accept', 'accept-language', 'content-language', 'range'],
  // Forbidden to scripts.
  ...['accept-charset', 'accept-encoding', 'access-control-request-*', 'connection', 'content-length', 'cookie'],
  ...['cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin', 'proxy-*', 'referer', 'sec-*', 'set-cookie'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'via'],
  // Added by browsers after the decision about a preflight, for navigation, or for an `EventSource` or a ping.
  ...['cache-control', 'pragma', 'if-*', 'user-agent', 'upgrade-insecure-requests', 'priority', 'purpose', 'x-purpose'],
  ...['x-moz', 'last-event-id', 'ping-from', 'ping-to', 'service-worker', 'service-worker-navigation-preload'],
  ...['attribution-reporting-*', 'available-dictionary', 'dictionary-id', 'early-data', 'x-client-data'],
  // Added by web views of Android.
  'x-requested-with',
  // Client hints.
  ...['device-memory', 'downlink', 'dpr', 'ect', 'rtt', 'save-data', 'viewport-width', 'width', 'content-dpr'],
  // Added by proxies, load balancers and content delivery networks.
  ...['forwarded', 'x-forward*', 'x-real-*', 'x-client-*', 'client-ip', 'x-cluster-*', 'true-client-*', 'x-original-*'],
  ...['x-request-id', 'x-request-start', 'x-correlation-id', 'request-id', 'correlation-id', 'x-host', 'x-scheme'],
  ...[
    'x-proto',
    'x-proxy*',
    'x-ssl-*',
    'ssl-*',
    'x-tls-*',
    'front-end-https',
    'max-forwards',
    'x-remote-*',
    'remote-*',
  ],
  ...['cdn-*', 'x-cdn*', 'cf-*', 'x-amz*', 'x-amzn-*', 'cloudfront-*', 'x-cloud-*', 'x-goog*', 'x-appengine-*'],
  ...[
    'x-azure-*',
    'x-arr-*',
    'x-fd-*',
    'x-ms-*',
    'x-site-deployment-id',
    'x-waws-*',
    'was-default-hostname',
    'disguised-host',
  ],
  ...['akamai-*', 'x-akamai-*', 'fastly-*', 'x-fastly-*', 'x-varnish*', 'x-nginx-*', 'x-haproxy-*', 'x-edge-*'],
  ...['x-nf-*', 'x-vercel-*', 'fly-*', 'x-fly-*', 'x-railway-*', 'x-heroku-*', 'incap-*', 'x-sucuri-*', 'x-served-by'],
  ...['x-geo*', 'x-country*', 'x-lb-*', 'x-wap-*', 'x-uidh', 'x-bluecoat-via', 'x-imforwards', 'surrogate-capability'],
  // Added by gateways that sign people in, and by meshes.
  ...[
    'x-auth-request-*',
    'x-authenticated-*',
    'x-pomerium-*',
    'x-oidc-*',
    'x-webauth-*',
    'x-consumer-*',
    'x-credential-*',
  ],
  ...['x-anonymous-*', 'x-kong-*', 'x-tyk-*', 'x-envoy-*', 'x-istio-*', 'l5d-*', 'x-linkerd-*', 'grpc-*', 'x-dapr-*'],
  // Added for tracing.
  ...['traceparent', 'tracestate', 'baggage', 'b3', 'x-b3-*', 'x-trace*', 'x-datadog-*', 'uber*', 'jaeger-*', 'x-ot-*'],
  ...['ot-*', 'newrelic', 'x-newrelic-*', 'elastic-apm-*', 'sentry-trace', 'x-dynatrace*', 'x-instana-*', 'sw8*'],
]

const SIMPLE_NAMES = new RegExp(`^(?::.*|${SIMPLE.map(name => name.replace('*', '.*')).join('|')})$`)

/**
 * Whether a browser would have sent a preflight for the request, so that no page of an origin without permission by CORS
 * can have sent it. `EventSource`, links and forms cannot send such a request; `fetch` can.
 *
 * Any header of it is evidence of that, with a value, but for those that may be in a request without a preflight:
 * CORS-safelisted ones and content types (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), those that
 * scripts may not set (https://fetch.spec.whatwg.org/#forbidden-request-header), those that a browser adds after it
 * decided about the preflight (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch) or by other standards, as
 * `Last-Event-ID` (https://html.spec.whatwg.org/#server-sent-events), and those that are added between a browser and
 * this process. `authorization` is set by scripts (https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name)
 * except for the schemes of HTTP authentication for which browsers ask for a password or use the account of the machine.
 */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  return Object.entries(headers).some(([name, value]) =>
    forcesPreflight(name.toLowerCase(), String(value ?? '').trim()),
  )
}

function forcesPreflight(name: string, value: string): boolean {
  if (value === '') return false
  if (name === 'content-type') return !SIMPLE_TYPES.has(value.split(';', 1)[0]?.trim().toLowerCase() || 'text/plain')
  if (name === 'authorization') return !SCHEMES_OF_BROWSERS.has(value.split(/[\s,]/, 1)[0]?.toLowerCase() ?? '')
  return !SIMPLE_NAMES.test(name)
}

/** The error of a request that a page of any site may have sent. The beginning is that of Apollo Server. */
export const notPreflighted = () =>
  presentedError(
    'BAD_REQUEST',
    'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Send a header that requires a ' +
      'preflight: authorization with a token, apollo-require-preflight: true, or content-type: application/json.',
    // For Apollo Server.
    { extensions: { http: { status: 400 } } },
  )
