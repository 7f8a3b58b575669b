import { consume } from '@atelier/platform/bus/consume.ts'
import type { EventBus, Subscription } from '@atelier/platform/bus/eventBus.ts'
import type { BusMessage, Received, Topic } from '@atelier/platform/bus/message.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { DeadLetterMessage } from '@atelier/schema/messages/deadLetters.ts'
import type { GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { deadLetters, generationEvents, projectEvents, userEvents } from '@atelier/schema/messages/topics.ts'
import type { DeadLetterRepository } from '../data/deadLetterRepository.ts'

/** Handlers of other services' events; idempotent, as messages can be redelivered. */
export interface Reactions {
  generation(event: GenerationEvent): Promise<void>
  /** Called on any change of a project. */
  projectChanged(event: { projectId: string }): Promise<void>
  projectDeleted(event: { projectId: string }): Promise<void>
  /** Called when viewers may have lost access, after their last visible changes. */
  projectRightsChanged(event: { projectId: string }): Promise<void>
  userDeleted(event: { userId: string }): Promise<void>
}

/** Consumes other services' events. Unreadable messages become dead letters. */
export async function startConsumers(options: {
  bus: EventBus
  clock: Clock
  log: Logger
  deadLetterStore: DeadLetterRepository
  reactions: Reactions
}): Promise<{ close(): Promise<void> }> {
  const { bus, clock, log, deadLetterStore, reactions } = options

  const unreadable = (message: BusMessage, reason: string) =>
    deadLetterStore.keep({ ...message, reason, createdAt: clock.now() })

  const subscribe = <T>(topic: Topic<T>, handle: (message: Received<T>) => Promise<void>): Promise<Subscription> =>
    consume(bus, { topic, group: 'tasks', log, unreadable, handle })

  const settled = await Promise.allSettled([
    subscribe(generationEvents, ({ value }) => reactions.generation(value)),
    subscribe(projectEvents, async ({ value }) => {
      await reactions.projectChanged(value)
      if (value.kind === 'deleted') await reactions.projectDeleted(value)
      await reactions.projectRightsChanged(value)
    }),
    subscribe(userEvents, async ({ value }) => {
      if (value.kind === 'deleted') await reactions.userDeleted(value)
    }),
    subscribe(deadLetters, ({ value }) => deadLetterStore.keep(toLetter(value))),
  ])
  const close = async () => {
    const subscribed = settled.filter(each => each.status === 'fulfilled')
    await Promise.all(subscribed.map(({ value }) => value.close()))
  }
  const failed = settled.find(each => each.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  return { close }
}

const toLetter = ({ topic, key, value, headers, reason, service, at }: DeadLetterMessage) => ({
  topic,
  key,
  value,
  headers,
  reason: `${service}: ${reason}`,
  createdAt: new Date(at),
})
