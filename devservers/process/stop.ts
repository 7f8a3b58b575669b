import { setTimeout as sleep } from 'node:timers/promises'
import { DevServersError } from '../contract/devServersError.ts'
import { isRunning, type OwnProcess } from './processFile.ts'

const POLL_MS = 50
const KILL_LIMIT_MS = 10_000

/**
 * Stops a process and waits until it has exited: by SIGTERM, and by SIGKILL after a timeout.
 * @param timeoutMs milliseconds between them.
 */
export async function stop(own: OwnProcess, timeoutMs = 30_000): Promise<void> {
  if (await endsAfter(own, 'SIGTERM', timeoutMs)) return
  if (await endsAfter(own, 'SIGKILL', KILL_LIMIT_MS)) return
  throw new DevServersError(`process ${own.pid} cannot be stopped.`)
}

async function endsAfter(own: OwnProcess, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  if (await isRunning(own)) send(own.pid, signal)
  while (await isRunning(own)) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
