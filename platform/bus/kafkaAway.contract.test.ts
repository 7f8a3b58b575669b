import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { type KafkaSpace, openKafkaSpace } from '@atelier/testkit/servers/kafkaSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { type EventBus, UndeliverableError } from './eventBus.ts'
import { openKafkaBus } from './kafka/kafkaBus.ts'

const kafka = await realService('kafka')
const log = createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
const { hostname, port: brokerPort } = new URL(`tcp://${kafka.url.split(',')[0]}`)
const broker = { host: hostname, port: Number(brokerPort) }
const later = { timeoutMs: 60_000 }

/** A way to the broker on which answers can get lost, while requests still arrive. */
async function openLossyProxy() {
  let losesAnswers = false
  const server = createServer(client => {
    const upstream = connect(broker)
    client.pipe(upstream)
    upstream.on('data', bytes => {
      if (!losesAnswers) client.write(bytes)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => one.destroy())
      one.on('close', () => other.destroy())
    }
  })
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswers(lose: boolean) {
      losesAnswers = lose
    },
    close: () => void server.close(),
  }
}

describe.runIf(kafka.available)(`Kafka that goes away${kafka.note}`, { timeout: 120_000 }, () => {
  let space: KafkaSpace
  let proxy: TcpProxy
  let port: number
  let topic: string
  let bus: EventBus
  let heard: string[]

  beforeEach(async () => {
    space = await openKafkaSpace(kafka.url)
    topic = space.topic('letters')
    heard = []
    proxy = await openTcpProxy(broker)
    port = proxy.port
  }, 30_000)
  afterEach(async () => {
    await bus.close()
    await proxy.close()
    await space.close()
  }, 60_000)

  function open(): void {
    bus = openKafkaBus({
      brokers: kafka.url.split(','),
      clientId: 'tests',
      topics: [{ name: topic, partitions: 2, retentionMs: 3_600_000 }],
      reach: () => ({ host: '127.0.0.1', port }),
      sessionTimeoutMs: 6_000,
      answerMs: 1_000,
      log,
    })
  }
  const listen = () => bus.subscribe({ topic, group: 'g', handle: async ({ value }) => void heard.push(value) })
  const send = (value: string) => bus.publish([{ topic, key: 'k', value, headers: {} }])

  it('lets everybody start without it, and connects when it comes', async () => {
    await proxy.stop()
    open()
    await listen()
    await expect(bus.ping()).rejects.toThrow('ECONNREFUSED')
    await expect(send('1')).rejects.not.toThrow(UndeliverableError)
    await proxy.start()
    await waitUntil(() => send('2'), later)
    await waitUntil(() => expect(heard).toEqual(['2']), later)
    await bus.ping()
  })

  it('refuses messages while it is stopped, and goes on by itself when it is back', async () => {
    open()
    await listen()
    await send('1')
    await waitUntil(() => expect(heard).toEqual(['1']), later)
    await proxy.stop()
    await expect(send('2')).rejects.not.toThrow(UndeliverableError)
    await expect(bus.ping()).rejects.toThrow()
    await proxy.start()
    await waitUntil(() => bus.ping(), later)
    await send('3')
    await waitUntil(() => expect(new Set(heard)).toEqual(new Set(['1', '3'])), later)
  })

  it('makes new connections when those that are open give no answer any more', async () => {
    open()
    await listen()
    await send('1')
    await waitUntil(() => expect(heard).toEqual(['1']), later)
    proxy.silence()
    await expect(bus.ping()).rejects.toThrow()
    await waitUntil(() => bus.ping(), later)
    await send('2')
    await waitUntil(() => expect(new Set(heard)).toEqual(new Set(['1', '2'])), later)
  })

  it('takes no message for an earlier one whose answer got lost', async () => {
    const lossy = await openLossyProxy()
    port = lossy.port
    open()
    await send('1')
    lossy.loseAnswers(true)
    await expect(send('2')).rejects.not.toThrow(UndeliverableError)
    lossy.loseAnswers(false)
    await send('3')
    await listen()
    await waitUntil(() => expect(heard).toEqual(['1', '2', '3']), later)
    lossy.close()
  })

  it('closes while it is away', async () => {
    open()
    await listen()
    await proxy.stop()
    await bus.close()
    await expect(send('1')).rejects.toThrow('closed')
  })

  it('closes while it gives no answer', async () => {
    open()
    await listen()
    await send('1')
    proxy.silence()
    await bus.close()
    await expect(send('2')).rejects.toThrow('closed')
  })
})
