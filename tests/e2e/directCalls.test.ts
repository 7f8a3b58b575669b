import { once } from 'node:events'
import { connect } from 'node:net'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

let atelier: TestAtelier
let authorization: string
beforeAll(async () => {
  atelier = await startTestAtelier()
  const ada = await atelier.user('ada')
  authorization = `Bearer ${ada.token}`
})
afterAll(() => atelier.close())

const QUERIES = ['{ __typename }', '{ _service { sdl } }', '{ __schema { queryType { name } } }']
const GUESSES: Record<string, string>[] = [{}, { 'x-atelier-gateway': '' }, { 'x-atelier-gateway': 'a guess' }]

describe('a subgraph that is called without the gateway', () => {
  it('answers nobody over HTTP, with a good token or without', async () => {
    for (const url of atelier.subgraphs) {
      for (const query of QUERIES) {
        for (const guess of GUESSES) {
          const headers = { 'content-type': 'application/json', authorization, ...guess }
          const body = JSON.stringify({ query })
          const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
          const { data, errors } = (await response.json()) as { data?: unknown; errors: { extensions: object }[] }
          expect([url, response.status, data]).toEqual([url, 403, undefined])
          expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
        }
      }
    }
  })

  it('is not read before it is refused over HTTP', async () => {
    for (const url of atelier.subgraphs) {
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname).on('error', () => {})
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n',
      )
      expect([url, String(await once(socket, 'data'))]).toEqual([url, expect.stringMatching(/^HTTP\/1\.1 403 /)])
      socket.destroy()
    }
  })

  it('is cut off on a WebSocket that is not acknowledged and sends much', async () => {
    for (const url of atelier.subgraphs) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
      socket.on('error', () => {})
      await once(socket, 'open')
      socket.send(' '.repeat(200_000), { fin: false })
      expect([url, (await once(socket, 'close'))[0]]).toEqual([url, 1006])
    }
  })

  it.each([undefined, {}, { gatewaySecret: 'a guess' }, { gatewaySecret: { a: 1 } }, { authorization: 'its token' }])(
    'acknowledges no WebSocket that is opened with %j',
    async payload => {
      for (const url of atelier.subgraphs) {
        const given = payload?.authorization ? { authorization } : payload
        expect([url, await closeCodeOf(url, { type: 'connection_init', payload: given })]).toEqual([url, 4403])
      }
    },
  )

  it('runs nothing on a WebSocket that is not acknowledged', async () => {
    for (const url of atelier.subgraphs) {
      const code = await closeCodeOf(url, { id: '1', type: 'subscribe', payload: { query: '{ __typename }' } })
      expect([url, code]).toEqual([url, 4401])
    }
  })
})

/** With what code a WebSocket is closed on its first message; anything that is said before fails the test. */
async function closeCodeOf(url: string, message: object): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
  const said: string[] = []
  socket.on('message', data => said.push(String(data)))
  await once(socket, 'open')
  socket.send(JSON.stringify(message))
  const [code] = await once(socket, 'close')
  expect(said).toEqual([])
  return code
}
