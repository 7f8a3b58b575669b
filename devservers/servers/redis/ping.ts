import { connect } from 'node:net'
import { DevServersError } from '../../contract/devServersError.ts'

const LIMIT_MS = 2_000

/**
 * A readiness probe of Redis: PING; rejects unless the response is PONG, which it is not while Redis loads its data.
 */
export function ping(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: LIMIT_MS })
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', text => {
      answer += text
      if (answer.includes('\r\n')) socket.end()
    })
    socket.on('timeout', () => socket.destroy(new DevServersError('no response')))
    socket.on('error', reject)
    socket.on('close', () =>
      answer.startsWith('+PONG') ? resolve() : reject(new DevServersError(`unexpected response: ${answer.trim()}`)),
    )
  })
}
