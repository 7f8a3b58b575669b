import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { serveParent } from '../serveParent.ts'
import { type Task, taskOf, typeDefs } from './task.ts'
import { usage } from './usage.ts'

/** A bare graphql-ws server: the peer when clients subscribe to it, else the gateway's subgraph. */
const feeds = new Set<(task: Task) => void>()
let version = 1

const schema = buildSubgraphSchema([
  {
    typeDefs,
    resolvers: {
      Query: { task: () => taskOf(version) },
      Subscription: { taskUpdated: { subscribe: () => states(), resolve: (task: Task) => task } },
      Task: { __resolveReference: async () => taskOf(version) },
    },
  },
])

/** The current state and each later one; no generator, as a pending one cannot be ended. */
function states(): AsyncIterableIterator<Task, undefined> {
  const waiting: Task[] = [taskOf(version)]
  let wake = () => {}
  let isOver = false
  const feed = (task: Task) => {
    waiting.push(task)
    wake()
  }
  feeds.add(feed)
  return {
    async next() {
      while (waiting.length === 0 && !isOver) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      const value = waiting.shift()
      return value ? { done: false, value } : { done: true, value: undefined }
    },
    async return() {
      isOver = true
      feeds.delete(feed)
      wake()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const http = createServer()
useServer({ schema }, new WebSocketServer({ server: http, path: '/graphql' }), 60_000)
http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  serveParent(
    { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql` },
    {
      usage,
      publish() {
        version += 1
        const task = taskOf(version)
        for (const feed of feeds) feed(task)
      },
    },
  )
})
