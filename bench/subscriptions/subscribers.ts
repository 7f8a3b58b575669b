import { once } from 'node:events'
import { createHistogram } from 'node:perf_hooks'
import { WebSocket } from 'ws'
import { nowMs, SUBSCRIPTION } from './task.ts'

/** Many subscribers in one process. Reports to the parent when all have the first state, and then each update. */
const url = (process.env.URL ?? '').replace('http', 'ws')
const count = Number(process.env.SUBSCRIBERS)
const isEachACaller = process.env.CALLERS === 'many'
const CONNECTING_AT_ONCE = 32

const latencies = createHistogram()
const PUBLISHED_AT = '"publishedAt":'
let received = 0

function onMessage(text: string): void {
  const at = text.indexOf(PUBLISHED_AT)
  if (at < 0) throw new Error(`The server sent ${text}`)
  const latencyMs = nowMs() - Number.parseFloat(text.slice(at + PUBLISHED_AT.length))
  received += 1
  if (received > count) latencies.record(Math.max(1, Math.round(latencyMs * 1_000)))
  if (received % count === 0) process.send?.('all have it')
}

async function subscribe(n: number): Promise<void> {
  const payload = isEachACaller ? { authorization: `Bearer caller ${n}` } : undefined
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
  socket.on('close', code => {
    throw new Error(`Subscriber ${n} was closed with ${code}`)
  })
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  const [acknowledgement] = await once(socket, 'message')
  if (!String(acknowledgement).includes('connection_ack')) throw new Error(`The server sent ${acknowledgement}`)
  socket.on('message', data => onMessage(String(data)))
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION } }))
}

process.on('message', () => {
  process.send?.({ p50Ms: latencies.percentile(50) / 1_000, p99Ms: latencies.percentile(99) / 1_000 })
})
process.on('disconnect', () => process.exit())

let next = 0
async function connectInTurn(): Promise<void> {
  for (let n = next++; n < count; n = next++) await subscribe(n)
}
await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, connectInTurn))
process.send?.('connected')
