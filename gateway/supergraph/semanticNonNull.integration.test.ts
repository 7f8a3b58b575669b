import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema, executeSync, getIntrospectionQuery, parse, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Composition, composeFromFile } from './composition.ts'
import strictApi from './strictApi.ts'
import { loadSupergraph } from './supergraph.ts'

const subgraphs = {
  films: `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
      @link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"])
      @composeDirective(name: "@semanticNonNull")
    directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION
    type Query {
      films(first: Int = 3, "Only of this year." year: Int): [Film] @semanticNonNull(levels: [0, 1])
      film(id: ID!): Film
      node: Node
    }
    interface Node { id: ID @semanticNonNull }
    type Film implements Node @key(fields: "id") {
      id: ID @semanticNonNull
      title: String @semanticNonNull(levels: [0]) @deprecated(reason: "Use \`names\`.")
      names: [String!]! @semanticNonNull(levels: [])
      grid: [[Int]]! @semanticNonNull(levels: [2])
    }`,
  people: `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
      @link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"])
      @composeDirective(name: "@semanticNonNull")
    directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION
    type Film @key(fields: "id") { id: ID director: Person @semanticNonNull }
    type Person @key(fields: "id") { id: ID! name: String! }`,
}

let folder: string
let composition: Composition
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'semantic-'))
  const entries = Object.entries(subgraphs)
  await writeFile(
    join(folder, 'supergraph.yaml'),
    `subgraphs:\n${entries.map(([name]) => `  ${name}: { routing_url: "http://${name}", schema: { file: ./${name}.graphql } }`).join('\n')}`,
  )
  for (const [name, sdl] of entries) await writeFile(join(folder, `${name}.graphql`), sdl)
  composition = await composeFromFile(join(folder, 'supergraph.yaml'))
  await writeFile(join(folder, 'api.graphql'), composition.apiSdl)
})
afterAll(() => rm(folder, { recursive: true }))

const linesOf = (sdl: string) => sdl.split('\n').map(line => line.trim())

describe('@semanticNonNull of subgraphs', () => {
  it('is in the API schema that clients get, with its definition', () => {
    expect(linesOf(composition.apiSdl)).toEqual(
      expect.arrayContaining([
        'directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION',
        '): [Film] @semanticNonNull(levels: [0, 1])',
        'film(id: ID!): Film',
        'id: ID @semanticNonNull',
        'director: Person @semanticNonNull',
        'title: String @semanticNonNull @deprecated(reason: "Use `names`.")',
        'grid: [[Int]]! @semanticNonNull(levels: [2])',
      ]),
    )
    expect(composition.apiSdl.match(/id: ID @semanticNonNull/g)).toHaveLength(2)
    buildSchema(composition.apiSdl)
  })

  it('can be introspected, as far as GraphQL allows: its definition', () => {
    const { apiSchema } = loadSupergraph(composition.supergraphSdl)
    const { data } = executeSync({ schema: apiSchema, document: parse(getIntrospectionQuery()) })
    const { directives } = (data as { __schema: { directives: { name: string; locations: string[] }[] } }).__schema
    expect(directives.find(({ name }) => name === 'semanticNonNull')).toMatchObject({ locations: ['FIELD_DEFINITION'] })
  })

  it('makes types for clients that throw on errors', async () => {
    expect(linesOf(print(await strictApi(join(folder, 'api.graphql'))))).toEqual(
      expect.arrayContaining([
        '): [Film!]! @semanticNonNull(levels: [0, 1])',
        'film(id: ID!): Film',
        'director: Person! @semanticNonNull',
        'names: [String!]! @semanticNonNull(levels: [])',
        'grid: [[Int!]]! @semanticNonNull(levels: [2])',
      ]),
    )
  })
})

it('a supergraph without it has no definition of it either', () => {
  const sdl = composition.supergraphSdl
    .replaceAll(/\s@semanticNonNull(\(levels: \[[\d, ]*\]\))?(?=\s)/g, '')
    .replace(/\n"""[^"]*"""\ndirective @semanticNonNull[^\n]*\n/, '\n')
    .replace(/directive @semanticNonNull[^\n]*\n/, '')
    .replace(/\s*@link\(url: "https:\/\/specs.apollo.dev\/nullability[^\n]*/, '')
  expect(sdl).not.toContain('semanticNonNull')
  expect(loadSupergraph(sdl).apiSchema.getDirective('semanticNonNull')).toBeFalsy()
})
