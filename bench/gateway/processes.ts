import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Usage } from './contenders/contender.ts'

/** The cores of a machine with two: the gateway under test has the first one for itself. */
export const GATEWAY_CORE = 0
export const OTHER_CORE = 1

export interface Contender {
  url: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts a file of this folder on one core and waits for what it says first. */
export async function start(file: string, core: number, env: Record<string, string> = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = process.env.NODE_FLAGS?.split(' ') ?? []
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...flags, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!first) throw new Error(`${file} ended before it was ready.`)
  return { child, message: first[0], exited }
}

/** Starts a gateway. */
export async function startContender(file: string, env: Record<string, string>): Promise<Contender> {
  const { child, message, exited } = await start(`./contenders/${file}`, GATEWAY_CORE, env)
  return {
    url: message.url,
    usage: () => ask(child),
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}

async function ask(child: ChildProcess): Promise<Usage> {
  const answered = once(child, 'message')
  child.send('usage')
  const [usage] = await answered
  return usage
}
