import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { peerOf, send } from './webSocketPeer.ts'

let server: WebSocketServer
let client: WebSocket
let served: WebSocket
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [connection] = (await once(server, 'connection')) as [WebSocket]
  served = connection
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open')
})
afterEach(() => {
  client.terminate()
  server.close()
})

const log = createLogger({ name: 'test', level: 'silent' })
const hooks = { log, close: () => {}, onPing: undefined, onPong: undefined }

it('does not hear a client that asks on and on and reads no answers, until it reads them', async () => {
  const peer = peerOf(served, hooks)
  peer.onMessage(async text => peer.send(text))
  client.pause()
  const message = 'x'.repeat(100_000)
  for (let n = 0; n < 500; n += 1) client.send(message)
  await waitUntil(() => expect(served.isPaused).toBe(true))
  expect(served.bufferedAmount).toBeLessThan(3_000_000)

  let answers = 0
  client.on('message', () => {
    answers += 1
  })
  client.resume()
  await waitUntil(() => expect(answers).toBe(500))
  expect(served.isPaused).toBe(false)
})

it('closes with 4500 when a message cannot be handled', async () => {
  peerOf(served, hooks).onMessage(async () => {
    throw new Error('unexpected')
  })
  client.send('x')
  const [code] = await once(client, 'close')
  expect(code).toBe(4500)
})

it('sends nothing to a client that is gone, and does not wait for it', async () => {
  client.terminate()
  await once(served, 'close')
  await send(served, 'x')
  // What is given to a socket that is closed would count as waiting.
  expect(served.bufferedAmount).toBe(0)
})
