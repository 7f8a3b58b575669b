import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DevServersError } from '../contract/devServersError.ts'
import type { Command } from '../contract/server.ts'
import { lastLinesOfFile } from './lastLines.ts'
import { type OwnProcess, rememberProcess } from './processFile.ts'
import { startMark } from './startMark.ts'

/** File of a server's output. */
export const logIn = (folder: string) => join(folder, 'server.log')

/**
 * Starts a detached process that outlives this one, and writes its process file.
 * @throws DevServersError when it cannot be started or exits at once.
 */
export async function launch(
  command: Command,
  folder: string,
  about: Pick<OwnProcess, 'address' | 'version'>,
): Promise<OwnProcess> {
  await mkdir(folder, { recursive: true })
  const log = await open(logIn(folder), 'a')
  try {
    const child = spawn(command.file, command.args, {
      cwd: folder,
      env: { ...basicEnvironment(), ...command.env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    child.unref()
    await once(child, 'spawn')
    const pid = child.pid as number
    const mark = await startMark(pid)
    if (mark === undefined) throw new DevServersError(`it exited at once:\n${await lastLinesOfFile(logIn(folder))}`)
    const own = { pid, startMark: mark, ...about }
    await rememberProcess(folder, own)
    return own
  } finally {
    await log.close()
  }
}

/** Basic variables of the caller's environment, without its secrets. */
function basicEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, USER, LANG, TMPDIR } = process.env
  return { PATH, HOME, USER, LANG, TMPDIR, TZ: 'UTC' }
}
