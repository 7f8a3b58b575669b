/**
 * Tells the parent that a server is ready, and then does as the parent says, until the parent goes.
 * @param ready what the parent is told, such as where the server is.
 * @param commands what to do by the parent's words; what they give is the answer, if they give anything.
 */
export function serveParent(ready: object, commands: Record<string, () => unknown>): void {
  process.on('message', (command: string) => {
    const answer = commands[command]?.()
    if (answer !== undefined) process.send?.(answer)
  })
  process.on('disconnect', () => process.exit())
  process.send?.(ready)
}

/** Milliseconds of processor time since the process began, in user and system mode. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
