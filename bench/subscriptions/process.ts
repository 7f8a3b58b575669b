import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What a process uses. */
export interface Usage {
  /** Milliseconds of processor time since it began, in user and system mode. */
  cpuMs: number
  /** KiB that are resident after garbage was collected. */
  residentKiB: number
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Tells the parent what a server uses and does as the parent says, until the parent goes. */
export function serveParent(url: string, commands: Record<string, () => void> = {}): void {
  process.on('message', (command: string) => {
    commands[command]?.()
    if (command !== 'usage') return
    const { user, system } = process.cpuUsage()
    collectGarbage()
    const usage: Usage = { cpuMs: (user + system) / 1_000, residentKiB: process.memoryUsage.rss() / 1_024 }
    process.send?.(usage)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ url })
}
