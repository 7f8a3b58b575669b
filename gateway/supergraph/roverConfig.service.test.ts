import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSubgraph } from '@atelier/testkit/gateway/subgraphServer.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompositionError, composeFromFile } from './composition.ts'
import { COMPOSER_VERSION } from './federationVersion.ts'

let folder = ''
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rover-'))
  await writeFile(join(folder, 'films.graphql'), 'type Query { films: [String!] }')
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await rm(folder, { recursive: true })
})

async function compose(yaml: string, env: Record<string, string> = {}) {
  await writeFile(join(folder, 'supergraph.yaml'), yaml)
  return composeFromFile(join(folder, 'supergraph.yaml'), env)
}

const faultsOf = (yaml: string, env?: Record<string, string>): Promise<readonly string[]> =>
  compose(yaml, env).then(
    () => [],
    (error: unknown) => (error instanceof CompositionError ? error.faults : Promise.reject(error)),
  )

const FILMS = `
subgraphs:
  films:
    routing_url: https://films.example.com
    schema:
      file: ./films.graphql
`

describe('federation_version', () => {
  it.each(['2', '"2"', 'latest-2', `=${COMPOSER_VERSION}`, `v${COMPOSER_VERSION}`, '', `\${env.FEDERATION:-2}`])(
    'can be %s',
    async version => {
      const { supergraphSdl, hints } = await compose(`federation_version: ${version}${FILMS}`)
      expect(supergraphSdl).toContain('https://films.example.com')
      expect(hints).toEqual([])
    },
  )

  it.each(['=2.3.1', 'v2.0.0', '=2.0.0-preview.9'])(
    'can be %s, with a hint at the composer that is there',
    async version => {
      const { hints } = await compose(`federation_version: ${version}${FILMS}`)
      expect(hints).toEqual([
        {
          severity: 'info',
          code: 'FEDERATION_VERSION',
          message: expect.stringContaining(`composer, ${COMPOSER_VERSION}`),
        },
      ])
    },
  )

  it.each([
    ['1', 'Write 2'],
    ['0', 'Write 2'],
    ['latest-1', 'Write 2'],
    ['=0.36.0', 'Write 2'],
    ['=2.999.0', 'later than the installed composer'],
    ['2.3', `=${COMPOSER_VERSION}`],
    ['=2.3', `=${COMPOSER_VERSION}`],
    ['=3.0.0', `=${COMPOSER_VERSION}`],
    ['newest', `=${COMPOSER_VERSION}`],
    ['[2]', 'federation_version'],
  ])('cannot be %s, and says what can be', async (version, advice) => {
    const faults = await faultsOf(`federation_version: ${version}${FILMS}`)
    expect(faults).toEqual([expect.stringMatching(/federation_version/)])
    expect(faults[0]).toContain(advice)
  })
})

describe('a schema', () => {
  it('stands in the configuration itself', async () => {
    const { apiSdl } = await compose(`
subgraphs:
  films:
    routing_url: https://films.example.com
    schema:
      sdl: |
        type Query { written: String }
`)
    expect(apiSdl).toContain('written: String')
  })

  it('is asked of a running subgraph, with headers, at the URL that requests go to where no other is named', async () => {
    const people = await startSubgraph({
      name: 'people',
      typeDefs: 'type Query { people: [Person!] } type Person @key(fields: "id") { id: ID! }',
      resolvers: {},
    })
    closing.push(people.close)
    const config = (routing: string) => `
federation_version: 2
subgraphs:
  people:
${routing}    schema:
      subgraph_url: ${people.url}
      introspection_headers:
        Authorization: Bearer \${env.PEOPLE_TOKEN}
        Content-Type: text/plain
`
    const { supergraphSdl } = await compose(config(''), { PEOPLE_TOKEN: 'secret' })
    expect(supergraphSdl).toContain(`@join__graph(name: "people", url: "${people.url}")`)
    expect(supergraphSdl).toContain('@join__type(graph: PEOPLE, key: "id")')
    expect(people.requests).toMatchObject([{ authorization: 'Bearer secret', 'content-type': 'application/json' }])

    const elsewhere = await compose(config('    routing_url: https://people.example.com\n'), { PEOPLE_TOKEN: 'secret' })
    expect(elsewhere.supergraphSdl).toContain('url: "https://people.example.com"')
  })

  it('cannot be had of a server that is no subgraph, says no or is away: each is named with its reason', async () => {
    const answers = [
      { status: 200, body: '{"data":null,"errors":[{"message":"Cannot query field \\"_service\\"."}]}' },
      { status: 401, body: 'who are you?' },
      { status: 200, body: '<html>' },
    ]
    const urls: string[] = []
    for (const { status, body } of answers) {
      const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
      await new Promise(resolve => server.once('listening', resolve))
      urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      closing.push(async () => server.close())
    }
    const away = 'http://127.0.0.1:1/'
    const faults = await faultsOf(
      `subgraphs:\n${[...urls, away].map((url, index) => `  s${index}: { schema: { subgraph_url: "${url}" } }\n`).join('')}`,
    )
    expect(faults).toEqual([
      expect.stringMatching(/^s0: .*Cannot query field "_service"/),
      expect.stringMatching(/^s1: .*answered 401/),
      expect.stringMatching(/^s2: .*is it a subgraph\?/),
      expect.stringMatching(/^s3: .*cannot be introspected: ./),
    ])
  })

  it('tells no header that HTTP does not allow', async () => {
    const faults = await faultsOf(
      'subgraphs: { a: { schema: { subgraph_url: "http://127.0.0.1:1/", introspection_headers: { token: "se\\u0000cret" } } } }',
    )
    expect(faults).toEqual([expect.stringContaining('introspection_headers')])
    expect(faults.join()).not.toContain('cret')
  })

  it.each([
    ['{ graphref: mygraph@current, subgraph: films }', 'rover subgraph fetch'],
    ['{ graphref: mygraph@current }', 'rover subgraph fetch'],
    ['{}', 'file (a path)'],
    ['{ file: films.graphql, sdl: "type Query { a: Int }" }', 'not several'],
    ['{ file: films.graphql, introspection_headers: { a: b } }', 'introspection_headers are for subgraph_url'],
    ['{ subgraph_url: "localhost:4001" }', 'http://'],
    ['{ sdl: "" }', 'schema.sdl'],
    ['{ sdl: "type Query {" }', 'subgraphs.films.schema.sdl:1:13'],
  ])('cannot be %s, and says what is needed', async (schema, advice) => {
    const faults = await faultsOf(`subgraphs: { films: { routing_url: "http://films", schema: ${schema} } }`)
    expect(faults).toEqual([expect.stringContaining('films')])
    expect(faults[0]).toContain(advice)
  })
})

describe('the configuration', () => {
  it('needs a routing URL unless the schema is introspected', async () => {
    for (const schema of ['{ file: films.graphql }', '{ sdl: "type Query { a: Int }" }']) {
      const faults = await faultsOf(`subgraphs: { films: { schema: ${schema} } }`)
      expect(faults).toEqual([expect.stringContaining('subgraphs.films.routing_url: missing')])
    }
    expect(
      await faultsOf('subgraphs: { films: { routing_url: "films:4001", schema: { file: films.graphql } } }'),
    ).toEqual([expect.stringContaining('subgraphs.films.routing_url')])
  })

  it('names at least one subgraph', async () => {
    expect(await faultsOf('subgraphs: {}')).toEqual([expect.stringContaining('at least one subgraph')])
    expect(await faultsOf('')).toHaveLength(1)
    expect(await faultsOf('federation_version: 2')).toEqual([expect.stringContaining('subgraphs')])
  })

  it('expands variables of the environment and of files, with defaults', async () => {
    await writeFile(join(folder, 'host.txt'), 'films.example.org')
    const { supergraphSdl } = await compose(
      `subgraphs:
  films: { routing_url: "https://\${file.host.txt}:\${env.PORT:-4001}/\${env.EMPTY:-graphql}", schema: { file: "\${env.SCHEMA}.graphql" } }
  written: { routing_url: "http://written", schema: { sdl: '"""Costs $\${env.X}, $5."""type Query { a: Int }' } }`,
      { SCHEMA: 'films', EMPTY: '' },
    )
    expect(supergraphSdl).toContain('url: "https://films.example.org:4001/graphql"')
    expect(supergraphSdl).toContain(`Costs \${env.X}, $5.`)
  })

  it.each([
    [`\${env.FILMS_URL}`, 'FILMS_URL is not set'],
    [`\${file.gone.txt}`, 'gone.txt cannot be read'],
    [`\${FILMS_URL}`, `\${env.NAME}`],
  ])('names the variable that has no value: %s', async (variable, advice) => {
    const faults = await faultsOf(
      `subgraphs: { films: { routing_url: "${variable}", schema: { file: films.graphql } } }`,
    )
    expect(faults).toEqual([expect.stringContaining('subgraphs.films.routing_url')])
    expect(faults[0]).toContain(advice)
  })

  it('tells keys that it does not know, and composes', async () => {
    const { hints } = await compose(`federation_versoin: 2${FILMS}      polling: 5\n    routing_ulr: http://a\n`)
    expect(hints.map(({ code, message }) => [code, message.split(': ')[1]])).toEqual([
      ['UNKNOWN_KEY', "federation_versoin is no key of rover's format"],
      ['UNKNOWN_KEY', "subgraphs.films.routing_ulr is no key of rover's format"],
      ['UNKNOWN_KEY', "subgraphs.films.schema.polling is no key of rover's format"],
    ])
  })

  it('can be JSON, and names the line of what is neither that nor YAML', async () => {
    const json = { subgraphs: { films: { routing_url: 'http://films', schema: { file: 'films.graphql' } } } }
    expect((await compose(JSON.stringify({ federation_version: 2, ...json }))).apiSdl).toContain('films')
    expect(await faultsOf('subgraphs:\n  films: [')).toEqual([expect.stringMatching(/supergraph\.yaml:2:\d+: /)])
  })
})
