import { type End, type RunningProcess, type Supervised, startProcess } from './supervised.ts'

/** What happened to the programs that were watched over. */
export type Outcome =
  | { kind: 'stopped' }
  /** One ended by itself, or not as it was asked to. */
  | { kind: 'died'; name: string; end: End; lastWords: readonly string[] }

/** What one who watches over programs hears of them. */
export interface Listener {
  onLine(name: string, line: string): void
}

/**
 * Runs programs side by side until they are to stop or one of them dies; then ends all of them.
 * @param stop ends them when it is aborted.
 * @returns after the last one has ended.
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
  const deaths = running.map(async one => died(one, await one.ended))
  const first = await Promise.race([asked, ...deaths])
  const ends = await Promise.all(running.map(async one => [one, await one.stop()] as const))
  if (first) return first
  const unclean = ends.find(([, { code, signal }]) => code !== 0 && signal !== 'SIGTERM')
  return unclean ? died(...unclean) : { kind: 'stopped' }
}

const died = (one: RunningProcess, end: End): Outcome => ({
  kind: 'died',
  name: one.name,
  end,
  lastWords: [...one.lastWords()],
})
