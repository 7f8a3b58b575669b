import { openKafkaBus } from '@atelier/platform/bus/kafka/kafkaBus.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'

/** A slow consumer in a process of its own, for tests that kill it; reports each message to its parent. */
const [brokers = '', topic = '', group = ''] = process.argv.slice(2)
const bus = openKafkaBus({
  brokers: brokers.split(','),
  clientId: 'tests-other-process',
  topics: [],
  sessionTimeoutMs: 6_000,
  log: createLogger({ name: 'member', level: 'silent' }),
})
await bus.subscribe({
  topic,
  group,
  async handle(message) {
    process.send?.(message.value)
    await new Promise(resolve => setTimeout(resolve, 20))
  },
})
process.send?.('joined')
