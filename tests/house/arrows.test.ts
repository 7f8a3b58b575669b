import { describe, expect, it } from 'vitest'
import { allImports, type Import } from './imports.ts'

const imports = allImports()
const isTest = (file: string) => /\.test\.ts$|\/testing\/|\/fixtures?\/|\.fixture\.ts$/.test(file)
const production = imports.filter(({ from }) => !isTest(from) && !from.startsWith('tests/'))

const SERVICES = ['gateway', 'subgraphs/users', 'subgraphs/projects', 'subgraphs/tasks', 'worker', 'cli']
const serviceOf = (file: string) => SERVICES.find(service => file.startsWith(`${service}/`))
const isOurs = (file: string) =>
  file.startsWith('platform/') || file.startsWith('schema/') || serviceOf(file) !== undefined
const roomOf = (file: string) => /^subgraphs\/\w+\/(\w+)\//.exec(file)?.[1]

/** What reaches outside the process, or holds what does. */
const DOES_IO = [
  /^node:(fs|net|http|https|dns|child_process|worker_threads|timers)/,
  /^(undici|fastify|ws|graphql-ws|sharp|piscina|ioredis|kafkajs|minio|pino|lru-cache|better-sqlite3|@node-rs\/argon2)\b/,
  /^@mikro-orm\//,
  /^@apollo\/(server|gateway|subgraph)/,
  /^platform\/(database|outbox|cache|pubsub|storage|http|log|shutdown)\//,
  /^platform\/bus\/(?!message)/,
]

const offenders = (wrong: (arrow: Import) => boolean, among = production) =>
  among.filter(wrong).map(({ from, to }) => `${from} -> ${to}`)

describe('the arrows between the rooms', () => {
  it('finds the imports at all', () => {
    expect(production.length).toBeGreaterThan(200)
    expect(production).toContainEqual({ from: 'platform/outbox/relay.ts', to: 'platform/bus/eventBus.ts' })
  })

  it('platform and schema stand on no service', () => {
    expect(
      offenders(({ from, to }) => /^(platform|schema)\//.test(from) && serviceOf(to) !== undefined, imports),
    ).toEqual([])
  })

  it('platform uses only the messages of schema', () => {
    expect(
      offenders(
        ({ from, to }) =>
          from.startsWith('platform/') && to.startsWith('schema/') && !to.startsWith('schema/messages/'),
      ),
    ).toEqual([])
  })

  it('schema stands on nothing of ours', () => {
    expect(offenders(({ from, to }) => from.startsWith('schema/') && isOurs(to) && !to.startsWith('schema/'))).toEqual(
      [],
    )
  })

  it("no service uses another one's code", () => {
    expect(
      offenders(
        ({ from, to }) => {
          const [a, b] = [serviceOf(from), serviceOf(to)]
          return a !== undefined && b !== undefined && a !== b
        },
        imports.filter(({ from }) => !from.startsWith('tests/')),
      ),
    ).toEqual([])
  })

  it('domain does no input or output and knows nothing around it', () => {
    expect(
      offenders(
        ({ from, to }) =>
          roomOf(from) === 'domain' &&
          (DOES_IO.some(pattern => pattern.test(to)) || ['data', 'resolvers', 'events'].includes(roomOf(to) ?? '')),
      ),
    ).toEqual([])
  })

  it('data knows neither resolvers nor events', () => {
    expect(
      offenders(({ from, to }) => roomOf(from) === 'data' && ['resolvers', 'events'].includes(roomOf(to) ?? '')),
    ).toEqual([])
  })

  it('resolvers leave queries to the repositories', () => {
    expect(offenders(({ from, to }) => roomOf(from) === 'resolvers' && /^@mikro-orm\//.test(to))).toEqual([])
  })

  it('only the entry points of processes react to signals', () => {
    expect(
      offenders(
        ({ from, to }) =>
          /^platform\/shutdown\/(closeOnSignal|runProcess)\.ts$/.test(to) &&
          !/(^|\/)(main|start)\.ts$|^platform\/shutdown\//.test(from),
      ),
    ).toEqual([])
  })

  it('nothing but tests uses what is made for tests', () => {
    expect(offenders(({ to }) => to.startsWith('platform/testing/') || to.startsWith('tests/'))).toEqual([])
  })
})
