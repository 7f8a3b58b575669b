import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { createTestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { afterEach, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { gatewayEnvironment } from '../config.ts'
import { createGateway } from '../gateway.ts'

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanUp.reverse()) await close()
  cleanUp = []
})

/** The gateway before a subgraph that answers each subscription with these payloads and its end. */
async function startBefore(payloads: unknown[]): Promise<string> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  cleanUp.push(() => sockets.close())
  sockets.on('connection', socket =>
    socket.on('message', data => {
      const { type, id } = JSON.parse(String(data))
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type !== 'subscribe') return
      for (const payload of payloads) socket.send(JSON.stringify({ type: 'next', id, payload }))
      socket.send(JSON.stringify({ type: 'complete', id }))
    }),
  )
  const subgraph = {
    name: 'ticker',
    typeDefs: 'type Query { one: Int } type Subscription { ticks: Int }',
    resolvers: {},
  }
  const sdl = composeForTest([subgraph], () => `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  const ports = await createTestPorts()
  cleanUp.push(() => ports.close())
  const gateway = await createGateway({
    config: loadConfig(gatewayEnvironment, { AUTH: 'off' }),
    log: ports.log,
    clock: ports.clock,
    source: { read: async () => sdl, watch: () => () => {} },
  })
  cleanUp.push(() => gateway.close())
  return gateway.listen({ host: '127.0.0.1', port: 0 })
}

it.each([
  ['that is no GraphQL', { data: 5 }],
  ['that has errors alone', { errors: [{ message: 'The clock stopped.' }] }],
])('an event %s is a result with an error and no value, and the stream goes on', async (_, broken) => {
  const url = await startBefore([{ data: { ticks: 1 } }, broken, { data: { ticks: 2 } }])
  const client = await RawSocket.connect(url)
  client.subscribe('1', 'subscription { ticks }')
  expect((await client.next()).payload).toEqual({ data: { ticks: 1 } })
  expect((await client.next()).payload).toEqual({
    data: { ticks: null },
    errors: [expect.objectContaining({ path: ['ticks'] })],
  })
  expect((await client.next()).payload).toEqual({ data: { ticks: 2 } })
  expect(await client.next()).toEqual({ id: '1', type: 'complete' })
  client.socket.terminate()
})
