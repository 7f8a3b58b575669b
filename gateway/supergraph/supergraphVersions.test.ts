import { createLogger } from '@atelier/platform/log/logger.ts'
import { describe, expect, it, vi } from 'vitest'
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

/** Takes any text that does not begin with `bad`. */
function build(sdl: string) {
  if (sdl.startsWith('bad')) throw new Error(`not valid: ${sdl}`)
  return { sdl }
}

const now = new Date('2026-01-02T03:04:05Z')

async function open(text: string) {
  const memory = memorySource(text)
  const log = createLogger({ name: 'test', level: 'silent' })
  const versions = await openSupergraph({ source: memory.source, build, log, clock: { now: () => now } })
  return { ...memory, versions }
}

describe('the supergraph', () => {
  it('is swapped when its source has another', async () => {
    const { versions, write } = await open('one')
    const swaps: string[] = []
    versions.onSwap(({ sdl }) => swaps.push(sdl))
    write('two')
    await vi.waitFor(() => expect(versions.current().sdl).toBe('two'))
    write('two')
    write('three')
    await vi.waitFor(() => expect(versions.current().sdl).toBe('three'))
    expect(swaps).toEqual(['two', 'three'])
  })

  it('stays when the new one is bad, with the reason told until a good one comes', async () => {
    const { versions, write } = await open('one')
    write('bad two')
    await vi.waitFor(() => expect(versions.refused()).toEqual({ reason: 'not valid: bad two', at: now }))
    expect(versions.current().sdl).toBe('one')
    write('one')
    await vi.waitFor(() => expect(versions.refused()).toBeUndefined())
  })

  it('is needed at start', async () => {
    await expect(open('bad')).rejects.toThrow('The supergraph cannot be served: not valid: bad')
  })

  it('is no longer watched when closed', async () => {
    const { versions, watchers } = await open('one')
    versions.close()
    expect(watchers.size).toBe(0)
  })
})
