import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The two cores: the server under test has the first one for itself. */
export const GATEWAY_CORE = 0
export const OTHER_CORE = 1

/**
 * Starts a file of this folder on one core and waits for its first message. Its standard output, where servers log,
 * goes to the null device: lines are written as in production, and never read.
 */
export async function start(file: string, core: number, env: Record<string, string> = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = process.env.NODE_FLAGS?.split(' ') ?? []
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...flags, path], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!first) throw new Error(`${file} exited before it was ready.`)
  return { child, message: first[0], exited, stop: () => stop(child, exited) }
}

/** Sends a command to a started process; see `serveParent.ts`. */
export async function ask<Answer>(child: ChildProcess, question: string): Promise<Answer> {
  const answered = once(child, 'message')
  child.send(question)
  const [answer] = await answered
  return answer
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.connected) child.disconnect()
  await exited
}
