import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPackage, installOnce } from './installOnce.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'atelier-'))
})
afterEach(() => rmSync(cache, { recursive: true }))

const quiet = () => {}

describe('the cache of programs', () => {
  it('makes a package once for all who want it at the same time', async () => {
    let made = 0
    const waited: string[] = []
    const make = async (folder: string) => {
      made += 1
      await new Promise(resolve => setImmediate(resolve))
      writeFileSync(join(folder, 'program'), '')
      return '1.2.3'
    }
    const both = [1, 2].map(() => installOnce(cache, 'thing', line => waited.push(line), make))
    expect(await Promise.all(both)).toEqual(Array(2).fill({ folder: join(cache, 'thing'), version: '1.2.3' }))
    expect(made).toBe(1)
    expect(waited).toHaveLength(1)
  })

  it('shows nothing of one that could not be completed, and makes it from nothing the next time', async () => {
    const failing = installOnce(cache, 'thing', quiet, async folder => {
      writeFileSync(join(folder, 'half'), '')
      throw new Error('no network')
    })
    await expect(failing).rejects.toThrow('no network')
    expect(await findPackage(cache, 'thing')).toBeUndefined()
    const { folder } = await installOnce(cache, 'thing', quiet, async () => '1.0')
    expect(readdirSync(folder)).not.toContain('half')
  })
})
