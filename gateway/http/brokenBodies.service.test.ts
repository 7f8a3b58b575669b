import { once } from 'node:events'
import { connect } from 'node:net'
import { startLoggedGateway } from '@atelier/testkit/gateway/loggedGateway.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, expect, it } from 'vitest'

let logged: Awaited<ReturnType<typeof startLoggedGateway>>
afterEach(() => logged.gateway.close())

it('a connection that breaks within a body is no fault of ours', async () => {
  logged = await startLoggedGateway()
  const { hostname, port } = new URL(logged.gateway.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query":',
  )
  // Real time: nothing shows from outside that the request has begun.
  await new Promise(resolve => setTimeout(resolve, 100))
  socket.resetAndDestroy()
  await waitUntil(async () =>
    expect(await logged.operations()).toMatchObject([{ outcome: 'rejected', codes: ['BAD_REQUEST'] }]),
  )
  expect(logged.log.from(50)).toEqual([])
})
