import { parse } from 'graphql'

/** The subscribed task, an entity with a version. */
export const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { task(id: ID!): Task }
  type Subscription { taskUpdated(id: ID!): Task! }
  type Task @key(fields: "id") { id: ID! version: Int! status: String! progress: Float! stage: String publishedAt: Float! }
`)

export const SUBSCRIPTION =
  'subscription Watch { taskUpdated(id: "t1") { id version status progress stage publishedAt } }'

export interface Task {
  id: string
  version: number
  status: string
  progress: number
  stage: string
  /** Epoch milliseconds, with fractions. */
  publishedAt: number
}

/** Epoch milliseconds, with fractions; the same in all processes. */
export const nowMs = () => performance.timeOrigin + performance.now()

export const taskOf = (version: number): Task => ({
  id: 't1',
  version,
  status: 'PROCESSING',
  progress: (version % 100) / 100,
  stage: 'render',
  publishedAt: nowMs(),
})
