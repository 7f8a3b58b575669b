import { checkedList, limit, milliseconds, onOff, timeout, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import { allowedOriginProblem } from '../protection/allowedOrigins.ts'

/** What is served over HTTP, and how long requests may take. */
export const endpointSettings = z.object({
  CORS_ORIGINS: checkedList(
    ['https://studio.apollographql.com', 'http://localhost:*', 'http://127.0.0.1:*'],
    allowedOriginProblem,
  ).describe('Allowed CORS origins: "*" for all, ":*" at the end for any port.'),
  INTROSPECTION: onOff('on').describe('Whether introspection is allowed.'),
  EXPLORERS: onOff('on').describe(
    'Whether browsers get Apollo Sandbox at /graphql, and GraphiQL at /graphiql, which loads nothing from other hosts.',
  ),
  BODY_LIMIT_BYTES: wholeNumber(1_048_576, { min: 1_024, max: 104_857_600 }).describe(
    'Maximum bytes of a request body or a WebSocket message.',
  ),
  HEADERS_TIMEOUT_MS: timeout(10_000).describe('Timeout for receiving the headers of a request; 0 for none.'),
  REQUEST_TIMEOUT_MS: timeout(30_000).describe(
    'Timeout for receiving a whole request, in addition to the time that its bytes take at SLOWEST_LINE_BYTES_PER_SECOND; 0 for none.',
  ),
  COMPRESSION_MIN_BYTES: limit(16_384).describe(
    'Bytes from which on responses are compressed for clients that accept zstd, br or gzip; streams are not. 0 for no compression.',
  ),
  STREAM_HEARTBEAT_MS: milliseconds(10_000).describe('Interval of heartbeats on an idle HTTP stream.'),
})
