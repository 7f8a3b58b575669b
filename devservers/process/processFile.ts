import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { startMark } from './startMark.ts'

const processSchema = z.object({
  pid: z.number().int().positive(),
  /** See `startMark`: distinguishes the process from a later one with the same id. */
  startMark: z.string(),
  /** Address that it was started with. */
  address: z.string(),
  version: z.string(),
})

/** A process that this script started. */
export type OwnProcess = z.output<typeof processSchema>

const pathIn = (folder: string) => join(folder, 'process.json')

/** The process that was started for this folder, if it is still running. */
export async function findOwnProcess(folder: string): Promise<OwnProcess | undefined> {
  try {
    const found = processSchema.parse(JSON.parse(await readFile(pathIn(folder), 'utf8')))
    return (await isRunning(found)) ? found : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether that very process is still running. */
export const isRunning = async (own: OwnProcess): Promise<boolean> => (await startMark(own.pid)) === own.startMark

/** Writes the process file atomically. */
export async function rememberProcess(folder: string, own: OwnProcess): Promise<void> {
  const unfinished = `${pathIn(folder)}.unfinished`
  await writeFile(unfinished, JSON.stringify(own))
  await rename(unfinished, pathIn(folder))
}

export const forgetProcess = (folder: string): Promise<void> => rm(pathIn(folder), { force: true })
