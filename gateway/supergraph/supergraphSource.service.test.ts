import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SupergraphSource, supergraphFile } from './supergraphSource.ts'

describe('a supergraph file', () => {
  let folder = ''
  let source: SupergraphSource
  let changes = 0
  let stop = () => {}
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supergraph-'))
    await writeFile(join(folder, 'graph'), 'one')
    source = supergraphFile(join(folder, 'graph'), { log: createLogger({ name: 'test', level: 'silent' }) })
    changes = 0
    stop = source.watch(() => {
      changes += 1
    })
  })
  afterEach(async () => {
    stop()
    await rm(folder, { recursive: true })
  })

  it.each([
    ['it is written anew', () => writeFile(join(folder, 'graph'), 'two')],
    [
      'another file is put in its place',
      async () => {
        await writeFile(join(folder, 'next'), 'two')
        await rename(join(folder, 'next'), join(folder, 'graph'))
      },
    ],
    [
      'a link is put in its place',
      async () => {
        await writeFile(join(folder, 'target'), 'two')
        await symlink('target', join(folder, 'next'))
        await rename(join(folder, 'next'), join(folder, 'graph'))
      },
    ],
  ])('tells when %s', async (_, change) => {
    await change()
    await waitUntil(() => expect(changes).toBeGreaterThan(0))
    expect(await source.read()).toBe('two')
  })

  it('tells when the folder is a link that leads elsewhere now', async () => {
    await Promise.all(['1', '2'].map(release => mkdir(join(folder, release))))
    await Promise.all(['1', '2'].map(release => writeFile(join(folder, release, 'graph'), release)))
    await symlink('1', join(folder, 'current'))
    stop()
    const log = createLogger({ name: 'test', level: 'silent' })
    source = supergraphFile(join(folder, 'current', 'graph'), { log })
    stop = source.watch(() => {
      changes += 1
    })
    await symlink('2', join(folder, 'next'))
    await rename(join(folder, 'next'), join(folder, 'current'))
    await waitUntil(() => expect(changes).toBeGreaterThan(0))
    expect(await source.read()).toBe('2')
  })
})
