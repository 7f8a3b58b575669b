import { limit, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Limits of subscriptions and their queued events. */
export const subscriptionSettings = z.object({
  SUBSCRIPTION_BACKLOG: wholeNumber(16, { min: 1, max: 10_000 }).describe(
    'Maximum events queued for a slow subscriber before newer states replace older ones.',
  ),
  SUBSCRIPTION_MAX_WAITING_BYTES: wholeNumber(4_194_304, { min: 65_536, max: 1_073_741_824 }).describe(
    'Maximum bytes of events, about, queued for a slow subscriber before its subscription ends with SUBSCRIPTION_TOO_SLOW.',
  ),
  MAX_WAITING_EVENT_BYTES: limit(33_554_432).describe(
    'Maximum bytes of events, about, queued for all slow subscribers in this process before subscriptions that exceed their share end. 0 for no limit.',
  ),
  MAX_WAITING_EVENT_BYTES_PER_CALLER: limit(8_388_608).describe(
    'As MAX_WAITING_EVENT_BYTES, for all subscriptions of one user, or of one address of anonymous clients; 0 for no limit.',
  ),
  MAX_CONNECTIONS_PER_CALLER: limit(100, 1_000_000).describe(
    'Maximum open WebSockets and streams of one user, or of one address of anonymous clients, in this process; 0 for no limit.',
  ),
  MAX_SUBSCRIPTIONS_PER_CALLER: limit(500, 1_000_000).describe(
    'Maximum open subscriptions of one user, or of one address of anonymous clients, in this process; 0 for no limit.',
  ),
})
