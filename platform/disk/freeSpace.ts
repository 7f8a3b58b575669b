import { statfs } from 'node:fs/promises'
import { LowDiskSpaceError } from '../errors/storageFault.ts'

/** Milliseconds that a measurement is cached. */
const LOOK_MS = 1_000

/** Default minimum of free space: a ratio of the disk (0..1), up to an absolute limit in bytes. */
const DEFAULT_SHARE = 0.05
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024

/** Free space on the disk of a folder. */
export interface FreeSpace {
  /** @throws LowDiskSpaceError while new work should be rejected. */
  check(): Promise<void>
  /** For readiness; `undefined` with enough space. */
  note(): Promise<string | undefined>
}

/**
 * Measures the disk of a folder on demand, at most once a second.
 * @param minFreeBytes bytes to leave free; 0 for none, a twentieth of the disk but at most 256 MiB when absent.
 */
export function watchFreeSpace(folder: string, minFreeBytes?: number): FreeSpace {
  let looked: { at: number; little: Promise<string | undefined> } | undefined

  async function look(): Promise<string | undefined> {
    const { bavail, blocks, bsize } = await statfs(folder)
    const free = bavail * bsize
    const least = minFreeBytes ?? Math.min(blocks * bsize * DEFAULT_SHARE, DEFAULT_MAX_BYTES)
    return free < least ? `only ${mebibytes(free)} MiB are free on the disk of ${folder}` : undefined
  }

  function little(): Promise<string | undefined> {
    const now = performance.now()
    if (!looked || now - looked.at > LOOK_MS) {
      // A failed measurement is not an error here: writing reports its own.
      looked = { at: now, little: look().catch(() => undefined) }
    }
    return looked.little
  }

  return {
    async check() {
      const reason = await little()
      if (reason) throw new LowDiskSpaceError(reason)
    },
    async note() {
      const reason = await little()
      return reason && `nothing new is taken: ${reason}`
    },
  }
}

const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
