import { createKafka } from '@atelier/devservers/servers/kafka/kafka.ts'
import { generationTasks } from '@atelier/schema/messages/topics.ts'
import { ownServer } from '@atelier/testkit/servers/ownServer.ts'
import {
  KAFKA_PASSWORDS,
  KAFKA_USER,
  openSecuredKafka,
  type SecuredKafka,
} from '@atelier/testkit/servers/securedKafka.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BusMessage } from '../bus/message.ts'
import { loadConfig } from '../config/loadConfig.ts'
import { openBus } from './openBus.ts'
import { kafkaSettings } from './portsSettings.ts'

const server = await ownServer(createKafka)
const topic = generationTasks.name
const message = (value: string): BusMessage => ({ topic, key: 'k', value, headers: {} })

describe.runIf(server.available)(`Kafka over TLS${server.note}`, { timeout: 30_000 }, () => {
  let kafka: SecuredKafka
  let opened = new AsyncDisposableStack()
  const log = captureLog({ level: 'trace' })
  beforeAll(async () => {
    kafka = await openSecuredKafka()
  }, 120_000)
  afterAll(() => kafka?.close(), 60_000)
  afterEach(async () => {
    await opened.disposeAsync()
    opened = new AsyncDisposableStack()
    log.clear()
  })

  /** The bus as a service opens it from its environment; every line that it logs is kept. */
  async function open(env: Record<string, string> = {}) {
    const settings = loadConfig(kafkaSettings, {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_PARTITIONS: '1',
      KAFKA_TLS: 'on',
      KAFKA_TLS_CA_FILE: kafka.authority.caFile,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_USERNAME: KAFKA_USER,
      KAFKA_PASSWORD: KAFKA_PASSWORDS.plain,
      ...env,
    })
    return (await openBus(settings, { log: log.logger, clientId: 'tests' }, opened)).bus
  }

  it.each(Object.entries(KAFKA_PASSWORDS))(
    'carries messages for one who is known by %s',
    async (mechanism, password) => {
      const bus = await open({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_PASSWORD: password })
      const heard: string[] = []
      await bus.subscribe({ topic, group: mechanism, handle: async ({ value }) => void heard.push(value) })
      await bus.publish([message(mechanism)])
      await waitUntil(() => expect(heard).toContain(mechanism))
      expect(log.written().join()).not.toContain(password)
    },
  )

  it.each(Object.keys(KAFKA_PASSWORDS))('refuses a wrong password for %s, and goes on saying why', async mechanism => {
    const bus = await open({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_PASSWORD: 'wrong-password' })
    await expect(bus.ping()).rejects.toThrow(/authentication failed/i)
    await expect(bus.publish([message('1')])).rejects.toThrow(/authentication failed/i)
    const subscription = await bus.subscribe({ topic, group: 'nobody', handle: async () => {} })
    await expect(bus.ping()).rejects.toThrow(/authentication failed/i)
    await subscription.close()
    expect(log.find('Kafka connection failed, retrying').length).toBeGreaterThan(0)
    expect(log.written().join()).not.toContain('wrong-password')
  })

  it('does not talk to a broker for which no trusted authority vouches', async () => {
    const bus = await open({ KAFKA_TLS_CA_FILE: kafka.stranger.caFile })
    await expect(bus.ping()).rejects.toThrow(/certificate/)
    await expect(bus.publish([message('1')])).rejects.toThrow(/certificate/)
    expect(log.written().join()).not.toContain(KAFKA_PASSWORDS.plain)
  })
})
