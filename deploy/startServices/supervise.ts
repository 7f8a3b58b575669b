import { type End, type RunningProcess, type Supervised, startProcess } from './supervised.ts'

/** Outcome of the supervised processes. */
export type Outcome =
  | { kind: 'stopped' }
  /** One exited by itself, or uncleanly on SIGTERM. */
  | { kind: 'exited'; name: string; end: End; lastLines: readonly string[] }

/** Listener of the processes' output. */
export interface Listener {
  onLine(name: string, line: string): void
}

/**
 * Runs processes until they are stopped or one of them exits; then stops all of them.
 * @param stop stops them when it is aborted.
 * @returns after the last one has exited.
 */
export async function supervise(
  programs: readonly Supervised[],
  listener: Listener,
  stop: AbortSignal,
): Promise<Outcome> {
  const running = programs.map(program => startProcess(program, line => listener.onLine(program.name, line)))
  const asked = new Promise<undefined>(resolve => {
    if (stop.aborted) resolve(undefined)
    stop.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  const exits = running.map(async one => exited(one, await one.ended))
  const first = await Promise.race([asked, ...exits])
  const ends = await Promise.all(running.map(async one => [one, await one.stop()] as const))
  if (first) return first
  const unclean = ends.find(([, { code, signal }]) => code !== 0 && signal !== 'SIGTERM')
  return unclean ? exited(...unclean) : { kind: 'stopped' }
}

const exited = (one: RunningProcess, end: End): Outcome => ({
  kind: 'exited',
  name: one.name,
  end,
  lastLines: [...one.lastLines()],
})
