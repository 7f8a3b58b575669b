import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { composeForTest, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const names: TestSubgraph = {
  name: 'names',
  typeDefs: 'type Query { first: Person! } type Person @key(fields: "id") { id: ID! name: String! }',
  resolvers: {},
}
const ages: TestSubgraph = {
  name: 'ages',
  typeDefs: 'type Person @key(fields: "id") { id: ID! age: Int! }',
  resolvers: {},
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'))
  await writeFile(join(folder, 'supergraph.graphql'), composeForTest([names, ages]))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `pnpm plan` as package.json has it, on an operation in a file. */
async function plan(operation: string, ...args: string[]) {
  const file = join(folder, 'operation.graphql')
  await writeFile(file, operation)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'printPlan.ts'), file, ...args])
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout: stdout.replace(/\s+/g, ' '), stderr }
}

describe('pnpm plan', () => {
  it("plans for the project's own supergraph", async () => {
    const { code, stdout } = await plan('{ task(id: "1") { status project { name owner { username } } } }')
    expect(code).toBe(0)
    expect(stdout).toContain('QueryPlan { Sequence { Fetch(service: "tasks") { { task(id: 1) {')
    expect(stdout.indexOf('Fetch(service: "projects")')).toBeLessThan(stdout.indexOf('Fetch(service: "users")'))
  })

  it('plans the operation that is named for the supergraph that is given, its conditions resolved', async () => {
    const operations = `
      query Name { first { name } }
      query Age($isAsked: Boolean!) { first { age @include(if: $isAsked) } }`
    const given = ['--supergraph', join(folder, 'supergraph.graphql'), '--operation', 'Age']
    const without = await plan(operations, ...given)
    expect(without.stdout).toBe('QueryPlan { Fetch(service: "names") { { first { __typename } } }, } ')
    const { stdout } = await plan(operations, ...given, '--variables', '{"isAsked":true}')
    expect(stdout).toContain('Flatten(path: "first") { Fetch(service: "ages") {')
  })

  it('says what is wrong with a document, and where', async () => {
    const { code, stderr } = await plan('{ me { nothing } }')
    expect(code).toBe(1)
    expect(stderr).toContain('error: Cannot query field "nothing" on type "User".')
    expect(stderr).toContain('operation.graphql:1:8')
  })
})
