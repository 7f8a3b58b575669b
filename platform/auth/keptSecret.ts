import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '../errors/messageOf.ts'
import { StartupError } from '../errors/startupError.ts'

/**
 * The secret stored in a file, created on first use, readable by its owner only.
 *
 * The file is written atomically; processes that create it concurrently all use the first one.
 * @param isGood validates the stored text; not empty by default.
 * @throws StartupError when the file cannot be read or created, or its text is invalid.
 */
export async function keptSecret(
  file: string,
  make: () => Promise<string>,
  isGood: (text: string) => boolean = text => text.trim() !== '',
): Promise<string> {
  const text = (await readIfThere(file)) ?? (await keep(file, make))
  if (isGood(text)) return text
  throw new StartupError(
    `${file} is damaged: it holds no key. Put a backup in its place, or delete it to make a new one.`,
  )
}

/** @returns the stored secret, which another process may have written. */
async function keep(file: string, make: () => Promise<string>): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  const secret = await make()
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeDurably(draft, secret)
    await link(draft, file).catch(error => {
      if (!isCode(error, 'EEXIST')) throw error
    })
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new StartupError(
      `The key file ${file} cannot be made (${messageOf(error)}). Let this process write in its folder, or name another file.`,
      { cause: error },
    )
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw new StartupError(
      `The key file ${file} cannot be read (${messageOf(error)}). See that it is a file that this process may read.`,
      { cause: error },
    )
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
