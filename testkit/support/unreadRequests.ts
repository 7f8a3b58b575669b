import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Sends requests from a thread of its own, while this one is held, so that the system has them and nobody read them. */
const CLIENTS = `
const { connect } = require('node:net')
const { once } = require('node:events')
const { parentPort, workerData: { port, kept, fresh, flag } } = require('node:worker_threads')
const REQUEST = 'GET /small HTTP/1.1\\r\\nhost: here\\r\\n\\r\\n'
const POST = 'POST /echo HTTP/1.1\\r\\nhost: here\\r\\ncontent-type: text/plain\\r\\ncontent-length: 20000\\r\\n\\r\\n' + 'x'.repeat(20000)
const open = async () => {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}
const outcome = socket => {
  let heard = ''
  const { promise, resolve } = Promise.withResolvers()
  socket.setEncoding('latin1').on('data', data => { heard += data })
  socket.on('error', error => resolve(error.code)).on('close', () => resolve(heard.split('\\r\\n')[0] || 'nothing'))
  return promise
}
;(async () => {
  const used = await Promise.all(Array.from({ length: kept }, open))
  for (const socket of used) {
    socket.write(REQUEST)
    await once(socket, 'data')
  }
  parentPort.postMessage('ready')
  await once(parentPort, 'message')
  const sockets = [...used, ...(await Promise.all(Array.from({ length: fresh }, open)))]
  const outcomes = sockets.map(outcome)
  await Promise.all(sockets.map((socket, n) => new Promise(done => socket.write(n % 2 ? REQUEST : POST, done))))
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
  parentPort.postMessage(await Promise.all(outcomes))
})()
`

/**
 * @param kept connections that have had an answer before.
 * @param fresh connections that are new.
 * @param then what this thread does when all requests have come and none was read.
 * @returns the first line of each answer, or what became of its connection.
 */
export async function unreadRequests(
  { port, kept, fresh }: { port: number; kept: number; fresh: number },
  then: () => void,
): Promise<string[]> {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const clients = new Worker(CLIENTS, { eval: true, workerData: { port, kept, fresh, flag } })
  await once(clients, 'message')
  clients.postMessage('go')
  Atomics.wait(flag, 0, 0)
  then()
  const [outcomes] = (await once(clients, 'message')) as [string[]]
  await clients.terminate()
  return outcomes
}
