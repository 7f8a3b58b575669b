import { rm } from 'node:fs/promises'
import { findOwnProcess, forgetProcess, type OwnProcess } from '../process/processFile.ts'
import { stop } from '../process/stop.ts'

/**
 * Ends the process that was started for a folder, and no other.
 * @param wipe also removes the folder with everything in it.
 * @returns the process, or `undefined` when none was running.
 */
export async function bringDown(folder: string, wipe: boolean): Promise<OwnProcess | undefined> {
  const own = await findOwnProcess(folder)
  if (own) await stop(own)
  await forgetProcess(folder)
  if (wipe) await rm(folder, { recursive: true, force: true })
  return own
}
