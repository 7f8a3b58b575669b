import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { clientAddress } from './clientAddress.ts'

function requestFrom(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

it.each([
  [[], '198.51.100.1', '203.0.113.1', '198.51.100.1'],
  [['loopback'], '198.51.100.1', '203.0.113.1', '198.51.100.1'],
  [['loopback'], '127.0.0.1', '203.0.113.1', '203.0.113.1'],
  [['loopback'], '::1', '203.0.113.1', '203.0.113.1'],
  [['loopback'], '127.0.0.1', undefined, '127.0.0.1'],
  [['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', '203.0.113.9, 203.0.113.1, 10.9.9.9', '203.0.113.1'],
  [['10.0.0.0/8'], undefined, '203.0.113.1', ''],
])('with %j trusted, a request from %s that says %s comes from %s', (trusted, remote, forwarded, address) => {
  expect(clientAddress(trusted)(requestFrom(remote, forwarded))).toBe(address)
})
