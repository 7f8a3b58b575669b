import { limit, milliseconds } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Lifetime and limits of a WebSocket. */
export const webSocketSettings = z.object({
  TOKEN_WARNING_MS: milliseconds(30_000, { min: 0, max: 600_000 }).describe(
    'Time before the expiry of its token at which a WebSocket client is notified, so that it can send another; 0 for never.',
  ),
  WEBSOCKET_KEEP_ALIVE_MS: milliseconds(12_000).describe(
    'Interval of pings on WebSockets; one without a pong by the next ping is closed.',
  ),
  WEBSOCKET_MESSAGES_PER_SECOND: limit(50).describe(
    'Rate limit: average messages of one WebSocket in a second, pings included, with bursts of eight seconds. 0 for no limit.',
  ),
  MAX_PENDING_WEBSOCKETS_PER_ADDRESS: limit(1_000, 1_000_000).describe(
    'Maximum open WebSockets of one address before connection_init, in this process; 0 for no limit.',
  ),
  MAX_OPERATIONS_PER_CONNECTION: limit(100, 1_000_000).describe(
    'Maximum concurrent operations on one WebSocket; 0 for no limit.',
  ),
})
