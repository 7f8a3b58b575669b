import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataFolderError, lockDataFolder } from './folderLock.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the lock on a data folder', () => {
  it('is held by one at a time', async () => {
    const release = await lockDataFolder(join(folder, 'data'))
    await expect(lockDataFolder(join(folder, 'data'))).rejects.toThrow('in use by another process')
    release()
    const again = await lockDataFolder(join(folder, 'data'))
    again()
  })

  it('says when the folder cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(lockDataFolder(join(folder, 'file', 'data'))).rejects.toThrow(DataFolderError)
    await expect(lockDataFolder(join(folder, 'file', 'data'))).rejects.toThrow('Set DATA_DIR to one that can')
    await expect(lockDataFolder('/proc/atelier/data')).rejects.toThrow(DataFolderError)
  })
})
