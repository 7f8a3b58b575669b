import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CompositionError, composeFromFile } from './composition.ts'

describe('composition', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compose-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function compose(files: Record<string, string>) {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return composeFromFile(join(folder, 'supergraph.yaml'))
  }

  const faultsOf = (files: Record<string, string>): Promise<readonly string[]> =>
    compose(files).then(
      () => [],
      (error: CompositionError) => error.faults,
    )

  const config = (...names: string[]) =>
    `subgraphs:\n${names.map(name => `  ${name}:\n    routing_url: http://${name}/graphql\n    schema: { file: ${name}.graphql }\n`).join('')}`

  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n'

  it('keeps descriptions and routing URLs', async () => {
    const { apiSdl, supergraphSdl } = await compose({
      'supergraph.yaml': config('a'),
      'a.graphql': `${link} type Query { "Says hello." hello: String }`,
    })
    expect(apiSdl).toContain('"""Says hello."""')
    expect(supergraphSdl).toContain('url: "http://a/graphql"')
  })

  it('names what does not fit together', async () => {
    const [fault] = await faultsOf({
      'supergraph.yaml': config('a', 'b'),
      'a.graphql': `${link} type Query { hello: String }`,
      'b.graphql': `${link} type Query { hello: Int }`,
    })
    expect(fault).toContain('Query.hello')
  })

  it('names the file and line of a schema that does not parse, and files that are not there', async () => {
    expect(await faultsOf({ 'supergraph.yaml': config('a'), 'a.graphql': 'type Query {\n  hello String\n}' })).toEqual([
      expect.stringMatching(/^a\.graphql:2:9: /),
    ])
    expect(await faultsOf({ 'supergraph.yaml': config('gone') })).toEqual([expect.stringContaining('gone.graphql')])
  })

  it('names what is missing in the configuration', async () => {
    const faults = await faultsOf({ 'supergraph.yaml': 'subgraphs: { a: { schema: { file: a.graphql } } }' })
    expect(faults).toEqual([expect.stringContaining('subgraphs.a.routing_url')])
  })
})
