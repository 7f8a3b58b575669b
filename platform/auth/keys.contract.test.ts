import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSigningKeys } from './keys.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the signing key kept in a file', () => {
  it('is made once, for its owner only, and found again', async () => {
    const file = join(folder, 'deep', 'signing.json')
    const made = await openSigningKeys(file)
    const found = await openSigningKeys(file)
    expect(found.publicJwk).toEqual(made.publicJwk)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'deep'))).toEqual(['signing.json'])
  })

  it('is one even when several processes make it at once', async () => {
    const file = join(folder, 'race.json')
    const opened = await Promise.all(Array.from({ length: 5 }, () => openSigningKeys(file)))
    expect(new Set(opened.map(keys => keys.publicJwk.kid)).size).toBe(1)
  })

  it('shows the public half only', async () => {
    const { publicJwk } = await openSigningKeys(join(folder, 'public.json'))
    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  })

  it('says what to do about a damaged file', async () => {
    const file = join(folder, 'damaged.json')
    await writeFile(file, '{"kty":')
    await expect(openSigningKeys(file)).rejects.toThrow('is damaged. Delete it')
  })
})
