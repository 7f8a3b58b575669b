import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const subgraphs = join(import.meta.dirname, '../../subgraphs')

const filesOf = (pattern: string) =>
  globSync(pattern, { cwd: subgraphs }).map(file => ({ file, text: readFileSync(join(subgraphs, file), 'utf8') }))

/** The shape of an operation in CONTRIBUTING.md: dependencies, then the caller and the input, or the event alone. */
const parameters = (text: string, name: string): string | undefined =>
  new RegExp(
    `export (?:async )?(?:function ${name}|const ${name} = (?:async )?)\\(\\s*([^]*?),?\\s*\\)(?: =>|: Promise)`,
  ).exec(text)?.[1]

/** Each parameter as text, without what stands in its braces and angle brackets. */
const eachOf = (list: string) => list.replace(/\{[^{}]*\}|<[^<>]*>/g, '').split(/,\s+/)

describe('operations', () => {
  const operations = filesOf('*/operations/*.ts')

  it.each(operations)('$file exports the operation of its name', ({ file, text }) => {
    const found = parameters(text, basename(file, '.ts'))
    expect(found).toBeDefined()
    const [, ...rest] = eachOf(found!)
    expect(found).toMatch(/^[^:]*: (Pick<)?\w+Deps/)
    expect([1, 2]).toContain(rest.length)
    if (rest.length === 2) expect(rest[0]).toMatch(/: (\w*Caller|SubgraphRequest)( \| null)?$/)
    expect(text.match(/^export (async function|function|const) /gm)).toHaveLength(1)
  })

  it('are found', () => {
    expect(operations.length).toBeGreaterThan(15)
  })
})

describe('resolvers', () => {
  const resolvers = filesOf('*/resolvers/{queries,mutations,subscriptions,types}.ts')

  it.each(resolvers)('$file calls no repository', ({ text }) => {
    expect(text.match(/\bdeps\.\w+\.\w+\(/g)).toBeNull()
    expect(text).not.toMatch(/Repository/)
  })

  it('are found', () => {
    expect(resolvers.length).toBeGreaterThan(8)
  })
})
