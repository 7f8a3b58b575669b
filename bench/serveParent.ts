/**
 * Reports to the parent that a server is ready, and then executes its commands until it disconnects.
 * @param ready the first message, such as the server's URL.
 * @param commands handlers by command; a returned value is sent as the answer.
 */
export function serveParent(ready: object, commands: Record<string, () => unknown>): void {
  process.on('message', (command: string) => {
    const answer = commands[command]?.()
    if (answer !== undefined) process.send?.(answer)
  })
  process.on('disconnect', () => process.exit())
  process.send?.(ready)
}

/** CPU milliseconds since the process started, in user and system mode. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
