import { describe, expect, it } from 'vitest'
import { isPreflighted } from './preflight.ts'

const isForced = (name: string, value = 'x') => isPreflighted({ host: 'a.example', accept: '*/*', [name]: value })

describe('a preflight', () => {
  it.each([
    ['authorization', 'Bearer a.b.c'],
    ['authorization', 'bearer a.b.c'],
    ['authorization', 'DPoP a.b.c'],
    ['authorization', 'a.b.c'],
    ['authorization', 'Basics x'],
    ['Authorization', 'Bearer a.b.c'],
    ['content-type', 'application/json'],
    ['content-type', 'application/json; charset=utf-8'],
    ['content-type', 'application/graphql-response+json'],
    ['content-type', 'text/html'],
    ['apollo-require-preflight', 'true'],
    ['x-apollo-operation-name', 'Me'],
    ['apollographql-client-name', 'web'],
    ['graphql-require-preflight', '1'],
    ['x-graphql-yoga-csrf', '1'],
    ['x-csrf-token', '1'],
    ['x-api-key', '1'],
    ['x-custom', '1'],
    ['accepted', '1'],
    ['ranges', '1'],
    ['via2', '1'],
  ])('is forced by %s: %s', (name, value) => expect(isForced(name, value)).toBe(true))

  it.each([
    ['authorization', 'Basic YTpi'],
    ['authorization', 'basic YTpi'],
    ['authorization', 'BASIC'],
    ['authorization', 'Digest username="a"'],
    ['authorization', 'Negotiate YII='],
    ['authorization', 'NTLM TlRM'],
    ['authorization', '  Negotiate\tYII='],
    ['authorization', ''],
    ['content-type', 'text/plain'],
    ['content-type', 'TEXT/PLAIN;charset=utf-8'],
    ['content-type', 'text/plain; application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['content-type', 'multipart/form-data; boundary=x'],
    ['content-type', ''],
    ['content-type', ';'],
    ['apollo-require-preflight', ''],
    ['x-custom', ' '],
  ])('is not forced by %s: %s', (name, value) => expect(isForced(name, value)).toBe(false))

  it.each([
    ...['accept', 'accept-language', 'content-language', 'range'],
    ...[
      'accept-charset',
      'accept-encoding',
      'access-control-request-headers',
      'access-control-request-private-network',
    ],
    ...['connection', 'content-length', 'cookie', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin', 'referer'],
    ...['proxy-authorization', 'proxy-connection', 'sec-fetch-site', 'sec-ch-ua', 'sec-gpc', 'sec-purpose', 'te'],
    ...['trailer', 'transfer-encoding', 'upgrade', 'via'],
    ...['cache-control', 'pragma', 'if-none-match', 'if-modified-since', 'if-match', 'if-range', 'user-agent'],
    ...['upgrade-insecure-requests', 'priority', 'purpose', 'x-purpose', 'x-moz', 'last-event-id', 'x-requested-with'],
    ...[
      'ping-from',
      'ping-to',
      'save-data',
      'dpr',
      'rtt',
      'ect',
      'downlink',
      'device-memory',
      'viewport-width',
      'width',
    ],
    ...[
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded',
      'x-real-ip',
      'x-client-ip',
      'true-client-ip',
    ],
    ...[
      'x-request-id',
      'x-correlation-id',
      'x-request-start',
      'traceparent',
      'tracestate',
      'baggage',
      'b3',
      'x-b3-traceid',
    ],
    ...['cf-ray', 'cf-connecting-ip', 'cdn-loop', 'x-amzn-trace-id', 'x-amz-cf-id', 'cloudfront-viewer-country'],
    ...[
      'x-cloud-trace-context',
      'x-goog-iap-jwt-assertion',
      'x-envoy-attempt-count',
      'x-istio-attributes',
      'l5d-ctx-trace',
    ],
    ...[
      'x-azure-ref',
      'x-arr-log-id',
      'x-ms-client-principal',
      'fastly-client-ip',
      'x-varnish',
      'x-vercel-id',
      'fly-region',
    ],
    ...['x-datadog-trace-id', 'sentry-trace', 'uber-trace-id', 'newrelic', 'elastic-apm-traceparent'],
    ...[':authority', ':path', 'X-Forwarded-For', 'User-Agent'],
  ])('is not forced by %s, which a browser or a proxy adds', name => expect(isForced(name)).toBe(false))

  it('is forced by one header among others, and by none of a bare request', () => {
    expect(isPreflighted({})).toBe(false)
    expect(isPreflighted({ cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', authorization: 'Bearer a' })).toBe(true)
    expect(isPreflighted({ 'x-custom': undefined })).toBe(false)
  })
})
