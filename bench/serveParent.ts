/**
 * Tells the parent where a server is, and then does as the parent says, until the parent goes.
 * @param commands what to do by the parent's words; what they give is the answer, if they give anything.
 */
export function serveParent(url: string, commands: Record<string, () => unknown>): void {
  process.on('message', (command: string) => {
    const answer = commands[command]?.()
    if (answer !== undefined) process.send?.(answer)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ url })
}

/** Milliseconds of processor time since the process began, in user and system mode. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
