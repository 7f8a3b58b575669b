import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { startSubgraph } from '@atelier/testkit/gateway/subgraphServer.ts'
import { freePorts } from '@atelier/testkit/support/freePorts.ts'
import { type Program, startProgram } from '@atelier/testkit/support/process.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const books = {
  name: 'books',
  typeDefs: `
    type Query { books: [Book!]! @tag(name: "public") secret: Int @authenticated }
    type Book @key(fields: "id") @context(name: "book") { id: ID! title: String! cover: Cover! }
    type Cover @key(fields: "id") { id: ID! text(of: String @fromContext(field: "$book { title }")): String }`,
  resolvers: {
    Query: { books: () => [{ id: 'b1', title: 'Dune', cover: { id: 'c1' } }], secret: () => 1 },
    Cover: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      text: (_: unknown, { of }: { of: string }) => `Cover of ${of}`,
    },
  },
}
const reviews = {
  name: 'reviews',
  typeDefs: 'type Query { best: String } type Book @key(fields: "id") { id: ID! stars: Int }',
  resolvers: {},
}

let folder = ''
let gateway: Program | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-'))
})
afterEach(async () => {
  await gateway?.kill('SIGTERM')
  await rm(folder, { recursive: true })
})

/** `SUPERGRAPH=… AUTH=off PORT=… node gateway/main.ts`, with nothing else set. */
async function start(supergraph: string, env: Record<string, string> = {}) {
  await writeFile(join(folder, 'supergraph.graphql'), supergraph)
  const [port] = await freePorts(1)
  gateway = startProgram('gateway/main.ts', [], {
    SUPERGRAPH: join(folder, 'supergraph.graphql'),
    AUTH: 'off',
    PORT: String(port),
    ...env,
  })
  return { program: gateway, url: `http://127.0.0.1:${port}/graphql` }
}

async function ask(url: string, query: string) {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json()
}

describe('the gateway as a process', () => {
  it('starts with a supergraph, AUTH=off and a port, and answers what there is of data while subgraphs are down', async () => {
    const server = await startSubgraph(books)
    const [nobody] = await freePorts(1)
    const urls: Record<string, string> = { books: server.url, reviews: `http://127.0.0.1:${nobody}/graphql` }
    const { program, url } = await start(composeForTest([books, reviews], name => urls[name] ?? ''))
    await program.says('gateway is ready')

    expect(await ask(url, '{ books { title stars cover { text } } best }')).toEqual({
      data: { books: [{ title: 'Dune', stars: null, cover: { text: 'Cover of Dune' } }], best: null },
      errors: [expect.objectContaining(UNAVAILABLE), expect.objectContaining(UNAVAILABLE)],
    })
    await server.close()
    expect(await ask(url, '{ books { title } best }')).toMatchObject({ data: null, errors: [{}, {}] })
    expect(await program.kill('SIGTERM')).toBe(0)
  })

  it('goes on answering while it tells balancers that it will end, until it is told again', async () => {
    const server = await startSubgraph(books)
    const { program, url } = await start(
      composeForTest([books], () => server.url),
      { SHUTDOWN_DELAY_MS: '600000' },
    )
    await program.says('gateway is ready')
    const isReady = async () =>
      (await fetch(new URL('/health/ready', url), { headers: { connection: 'close' } })).status
    expect(await isReady()).toBe(200)

    program.child.kill('SIGTERM')
    await waitUntil(async () => expect(await isReady()).toBe(503))
    expect(await ask(url, '{ books { title } }')).toEqual({ data: { books: [{ title: 'Dune' }] } })
    expect(program.output.stdout).not.toContain('"closing"')

    // What follows soon is taken for the same signal.
    await waitUntil(() => {
      program.child.kill('SIGTERM')
      expect(program.output.stdout).toContain('"closing"')
    })
    expect(await program.ended()).toBe(0)
    await server.close()
  })

  it('says why it cannot start with a supergraph that is not valid', async () => {
    const { program } = await start('type Query { a: Int }')
    expect(await program.ended()).toBe(1)
    expect(program.output.stdout + program.output.stderr).toContain('The supergraph cannot be served: ')
  })
})

const UNAVAILABLE = { extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'reviews' } }
