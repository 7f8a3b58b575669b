import { statfs } from 'node:fs/promises'
import { LittleRoomError } from '../errors/storageFault.ts'

/** Milliseconds for which one look at the disk is good. */
const LOOK_MS = 1_000

/** What is kept free where no setting says it: a part of the disk (0..1), but no more than so many bytes. */
const DEFAULT_SHARE = 0.05
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024

/** How much room is left on the disk of a folder, and whether that is enough to take more. */
export interface FreeSpace {
  /** @throws LittleRoomError when nothing new should be taken. */
  check(): Promise<void>
  /** For readiness; `undefined` when there is enough. */
  note(): Promise<string | undefined>
}

/**
 * Looks at the disk of a folder when asked to, at most each second.
 * @param minFreeBytes what is to be kept free; 0 for nothing, a twentieth of the disk but at most 256 MiB when absent.
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
    if (minFreeBytes === 0) return Promise.resolve(undefined)
    const now = performance.now()
    if (!looked || now - looked.at > LOOK_MS) {
      // What cannot be looked at says so when it is written.
      looked = { at: now, little: look().catch(() => undefined) }
    }
    return looked.little
  }

  return {
    async check() {
      const reason = await little()
      if (reason) throw new LittleRoomError(reason)
    },
    async note() {
      const reason = await little()
      return reason && `nothing new is taken: ${reason}`
    },
  }
}

const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
