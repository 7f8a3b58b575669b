import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpTransport } from './httpTransport.ts'
import type { SubgraphFetchError, SubgraphTransport } from './subgraphTransport.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

let cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of cleanUp) await close()
  cleanUp = []
})

/** A transport and a function that posts one operation to a server of one handler. */
async function withServer(handler: Handler, options: { timeoutMs?: number } = {}) {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?x=1`
  const transport: SubgraphTransport = createHttpTransport({
    timeoutMs: options.timeoutMs ?? 5_000,
    responseLimit: 1_000,
  })
  cleanUp.push(async () => {
    await transport.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const send = (signal?: AbortSignal) =>
    transport.send({
      service: 'things',
      url,
      operationKind: 'query',
      body: '{"query":"{ a }"}',
      headers: { authorization: 'Bearer x' },
      signal,
    })
  const reasonOf = (signal?: AbortSignal) =>
    send(signal).then(
      () => 'answered',
      (error: SubgraphFetchError) => error.reason,
    )
  return { send, reasonOf, server }
}

const answer =
  (status: number, body: string): Handler =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body)

describe('the HTTP transport', () => {
  it('posts the operation with the caller headers and reads data and errors', async () => {
    const seen: unknown[] = []
    const { send } = await withServer(async (request, response) => {
      seen.push(request.url, request.headers.authorization, request.headers['content-type'])
      response.end('{"data":{"a":1},"errors":[{"message":"b","path":["b",0],"extensions":{"code":"X"}},7]}')
    })
    expect(await send()).toEqual({
      data: { a: 1 },
      errors: [{ message: 'b', path: ['b', 0], extensions: { code: 'X' } }, {}],
    })
    expect(seen).toEqual(['/graphql?x=1', 'Bearer x', 'application/json'])
  })

  it('takes a GraphQL answer whatever its status says', async () => {
    const { send } = await withServer(answer(401, '{"errors":[{"message":"who are you"}]}'))
    expect((await send()).errors).toHaveLength(1)
  })

  it.each([
    ['HTML', 502, '<html>Bad gateway</html>'],
    ['half a JSON', 200, '{"data":{"a":'],
    ['JSON that is no GraphQL response', 200, '{"message":"hello"}'],
    ['data that is a list', 200, '{"data":[]}'],
    ['nothing', 204, ''],
  ])('takes no %s for an answer', async (_, status, body) => {
    const { reasonOf } = await withServer(answer(status, body))
    expect(await reasonOf()).toBe('not GraphQL')
  })

  it('gives up on an answer that does not come in time, also in the middle of it', async () => {
    const silent = await withServer(() => {}, { timeoutMs: 20 })
    expect(await silent.reasonOf()).toBe('timeout')
    const stalled = await withServer((_, response) => void response.write('{"data":'), { timeoutMs: 20 })
    expect(await stalled.reasonOf()).toBe('timeout')
  })

  it('gives up on an answer that is too long', async () => {
    const { reasonOf } = await withServer(answer(200, JSON.stringify({ data: { a: 'x'.repeat(2_000) } })))
    expect(await reasonOf()).toBe('too large')
  })

  it('drops the connection when the client goes away', async () => {
    const dropped = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const { reasonOf } = await withServer(request => {
      asked.resolve()
      request.socket.once('close', () => dropped.resolve())
    })
    const client = new AbortController()
    const reason = reasonOf(client.signal)
    await asked.promise
    client.abort()
    expect(await reason).toBe('aborted')
    await dropped.promise
  })

  it('says so when nobody answers there', async () => {
    const { reasonOf, server } = await withServer(() => {})
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    expect(await reasonOf()).toBe('unreachable')
  })

  it('says so when the supergraph gives no usable URL', async () => {
    const transport = createHttpTransport({ timeoutMs: 10, responseLimit: 10 })
    const request = { service: 'a', url: '', operationKind: 'query', body: '{}', headers: {} } as const
    await expect(transport.send(request)).rejects.toMatchObject({ reason: 'unreachable' })
  })
})
