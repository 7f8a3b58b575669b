import { limit, milliseconds } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** What is served and held in memory at once, in all and of one caller. */
export const concurrencySettings = z.object({
  MAX_CONNECTIONS_PER_ADDRESS: limit(1_000).describe(
    'Maximum connections of one address, of any protocol; those of trusted proxies are not counted. 0 for no limit.',
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
})
