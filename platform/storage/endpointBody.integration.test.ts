import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { exactly } from './endpointBody.ts'
import { ObjectRequestError } from './objectRequestError.ts'

let server: Server
afterEach(() => server.close())

/** A server that reads bodies of four bytes and answers with them, or with why not. @returns a request to it. */
async function begin(idleMs: number) {
  server = createServer(async (incoming, response) => {
    let body = ''
    try {
      for await (const chunk of exactly(incoming, 4, idleMs)) body += String(chunk)
      response.end(body)
    } catch (error) {
      if (!(error instanceof ObjectRequestError)) throw error
      response.writeHead(error.status, { connection: 'close' }).end(error.code)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sent = request({ port, host: '127.0.0.1', method: 'PUT', headers: { 'content-length': 4 } })
  sent.on('error', () => {})
  return { sent, answered: once(sent, 'response').then(([response]) => text(response)) }
}

it('refuses a body of which nothing comes any more', async () => {
  const { sent, answered } = await begin(100)
  sent.write('ab')
  expect(await answered).toBe('TOO_SLOW')
  sent.destroy()
})

it('reads a body that comes byte by byte', async () => {
  const { sent, answered } = await begin(10_000)
  for (const byte of 'abcd') {
    sent.write(byte)
    // Real time: the pace of a sender.
    await delay(20)
  }
  sent.end()
  expect(await answered).toBe('abcd')
})
