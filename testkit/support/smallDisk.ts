import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own that a test fills up and frees again. */
export interface SmallDisk {
  readonly folder: string
  /** Takes what room there is, but for so many bytes. */
  fill(leaving?: number): Promise<void>
  free(): Promise<void>
  /** Nobody may have a file open for writing. */
  makeReadOnly(): Promise<void>
  remove(): Promise<void>
}

/** @returns `undefined` where no file system may be mounted. */
export async function mountSmallDisk(mebibytes: number, options = ''): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m${options}`, 'tmpfs', folder])
  } catch {
    await rm(folder, { recursive: true })
    return undefined
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    async fill(leaving = 0) {
      const { blocks, bsize } = await statfs(folder)
      // Where it was removed already, as a test ran out of its time, the machine's own disk would be filled.
      if (blocks * bsize > mebibytes * 1_048_576) throw new Error('The small disk is not there any more.')
      const file = await open(ballast, 'a')
      let { size } = await file.stat()
      try {
        for (const step of [1_048_576, 4_096]) {
          const bytes = Buffer.alloc(step)
          while (await fits(file.write(bytes), step)) size += step
        }
        if (leaving > 0) await file.truncate(Math.max(0, size - leaving))
      } finally {
        await file.close()
      }
    },
    free: () => rm(ballast, { force: true }),
    makeReadOnly: async () => void (await run('mount', ['-o', 'remount,ro', folder])),
    async remove() {
      await run('umount', ['-l', folder])
      await rm(folder, { recursive: true })
    },
  }
}

/** Whether all of it could be written. */
async function fits(writing: Promise<{ bytesWritten: number }>, bytes: number): Promise<boolean> {
  try {
    return (await writing).bytesWritten === bytes
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}

/** From now on each write of a process fails that would go on in a file, until it is let again. */
export async function failWrites(pid: number): Promise<{ letAgain(): Promise<void> }> {
  const limit = (bytes: string) => run('prlimit', ['--pid', String(pid), `--fsize=${bytes}`])
  await limit('1:unlimited')
  return { letAgain: async () => void (await limit('unlimited:unlimited')) }
}
