import { rm } from 'node:fs/promises'
import { findOwnProcess, forgetProcess, type OwnProcess } from '../process/processFile.ts'
import { stop } from '../process/stop.ts'

/**
 * Stops the process that was started for a folder, and no other.
 * @param wipe whether to remove the folder, too.
 * @returns the process, or `undefined` when none was running.
 */
export async function bringDown(folder: string, wipe: boolean): Promise<OwnProcess | undefined> {
  const own = await findOwnProcess(folder)
  if (own) await stop(own)
  await forgetProcess(folder)
  if (wipe) await rm(folder, { recursive: true, force: true })
  return own
}
