import { type ServiceName, serviceProcesses } from '@atelier/deploy/processes.ts'
import { type Program, startProgram } from '../support/process.ts'
import { waitUntil } from '../support/waitUntil.ts'

/** One process of a service, which can be restarted after a kill. */
export interface Replica {
  readonly url: string
  /** Resolves with the exit code; `null` after a signal. */
  kill(signal: NodeJS.Signals): Promise<number | null>
  start(): void
  /** Whether it is ready. */
  isReady(): Promise<boolean>
  /**
   * Resolves when it is ready.
   * @throws with its output when it exited, or timed out.
   */
  ready(): Promise<void>
  /** Output since its last start. */
  output(): string
}

/** Long, as a busy machine starts ten processes slowly. */
const READY_LIMIT_MS = 150_000

/** Starts a service on a port. */
export function startReplica(service: ServiceName, port: number, env: Record<string, string>): Replica {
  const url = `http://127.0.0.1:${port}`
  let program: Program
  let ended = false
  const replica: Replica = {
    url,
    async kill(signal) {
      return ended ? program.ended() : program.kill(signal)
    },
    start() {
      ended = false
      const started = startProgram(serviceProcesses[service].main, [], { ...env, PORT: String(port) })
      program = started
      void started.ended().then(() => {
        if (started === program) ended = true
      })
    },
    async isReady() {
      try {
        return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })).ok
      } catch {
        // It is not listening yet, or any more.
        return false
      }
    },
    async ready() {
      await waitUntil(
        async () => {
          if (!ended && !(await replica.isReady()))
            throw new Error(`${service} at ${url} is not ready:\n${replica.output()}`)
        },
        { timeoutMs: READY_LIMIT_MS },
      )
      if (ended) throw new Error(`${service} at ${url} has ended:\n${replica.output()}`)
    },
    output: () => program.output.stdout + program.output.stderr,
  }
  replica.start()
  return replica
}
