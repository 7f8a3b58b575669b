import { createLogger } from '@atelier/platform/log/logger.ts'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { describe, expect, it } from 'vitest'
import { loadSupergraph } from './supergraph.ts'
import type { SupergraphSource } from './supergraphSource.ts'
import { openSupergraph } from './supergraphVersions.ts'

/** A source that tests write to. */
function memorySource(text: string) {
  const watchers = new Set<() => void>()
  const source: SupergraphSource = {
    read: async () => text,
    watch(onChange) {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
  }
  const write = (next: string) => {
    text = next
    for (const watcher of watchers) watcher()
  }
  return { source, write, watchers }
}

/** A supergraph whose clients see one field. */
const withField = (name: string) => composeForTest([{ name: 'a', typeDefs: `type Query { ${name}: Int }` }])

/** The fields that clients see; a supergraph with an unwelcome one cannot be served. */
async function build(sdl: string) {
  const { apiSchema } = loadSupergraph(sdl)
  const fields = Object.keys(apiSchema.getQueryType()?.getFields() ?? {})
  if (fields.some(name => name.startsWith('unwelcome'))) throw new Error('cannot be served')
  return fields.join()
}

async function open(text: string) {
  const memory = memorySource(text)
  const log = createLogger({ name: 'test', level: 'silent' })
  const versions = await openSupergraph({ source: memory.source, build, log })
  return { ...memory, versions }
}

describe('the supergraph', () => {
  it('is swapped when its source has another', async () => {
    const { versions, write } = await open(withField('one'))
    const swaps: string[] = []
    versions.onSwap(fields => swaps.push(fields))
    write(withField('two'))
    await waitUntil(() => expect(versions.current()).toBe('two'))
    write(withField('two'))
    write(withField('three'))
    await waitUntil(() => expect(versions.current()).toBe('three'))
    expect(swaps).toEqual(['two', 'three'])
  })

  it.each([
    ['no GraphQL', 'type Query {', /Syntax Error/],
    ['no supergraph', 'type Query { a: Int }', /supergraph/],
    ['one that cannot be served', withField('unwelcome'), /^cannot be served$/],
  ])('stays when the new one is %s, with the reason told until a good one comes', async (_, bad, reason) => {
    const { versions, write } = await open(withField('one'))
    write(bad)
    await waitUntil(() => expect(versions.rejected()).toEqual({ reason: expect.stringMatching(reason) }))
    expect(versions.current()).toBe('one')
    write(withField('one'))
    await waitUntil(() => expect(versions.rejected()).toBeUndefined())
    write(withField('two'))
    await waitUntil(() => expect(versions.current()).toBe('two'))
  })

  it('is swapped when its source changed while the first one was made', async () => {
    const { source, write } = memorySource(withField('one'))
    const log = createLogger({ name: 'test', level: 'silent' })
    const slowly = async (sdl: string) => {
      const fields = await build(sdl)
      if (fields === 'one') write(withField('two'))
      return fields
    }
    const versions = await openSupergraph({ source, build: slowly, log })
    await waitUntil(() => expect(versions.current()).toBe('two'))
  })

  it('is needed at start', async () => {
    await expect(open('bad')).rejects.toThrow('The supergraph cannot be served: ')
    await expect(open(withField('unwelcome'))).rejects.toThrow('The supergraph cannot be served: cannot be served')
  })

  it('is no longer watched when closed', async () => {
    const { versions, watchers } = await open(withField('one'))
    await versions.close()
    expect(watchers.size).toBe(0)
  })
})
