import type { Unreadable } from '@atelier/platform/bus/consume.ts'
import type { EventBus } from '@atelier/platform/bus/eventBus.ts'
import { encodeMessage } from '@atelier/platform/bus/message.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { deadLetters } from '@atelier/schema/messages/topics.ts'

/** Publishes messages that this worker cannot parse to the dead-letter topic. */
export const sendToDeadLetters =
  (bus: EventBus, clock: Clock): Unreadable =>
  async ({ topic, key, value, headers }, reason) => {
    const at = clock.now().toISOString()
    const letter = { version: 1 as const, topic, key, value, headers, reason, service: 'worker', at }
    await bus.publish([
      { topic: deadLetters.name, key, value: encodeMessage(deadLetters, letter), headers: { timestamp: at } },
    ])
  }
