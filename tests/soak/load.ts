import { setTimeout as delay } from 'node:timers/promises'
import { activities, hire, visit, type Worker } from './activities.ts'
import type { Journal } from './journal.ts'

/** Random pause between two activities of a user: some ten operations in ten seconds, far from any limit. */
const PAUSE_MS = { least: 200, most: 1_500 }
/** Pause between two visits. */
const VISIT_PAUSE_MS = 20_000

const UNFINISHED = `query ($after: String) { tasks(first: 100, after: $after, filter: { status: [PENDING, QUEUED, PROCESSING] }) {
  nodes { id status } } }`

/** Several users at work, and visitors. */
export interface MixedLoad {
  /**
   * Stops after the activities in progress.
   * @returns unfinished tasks.
   */
  stop(): Promise<string[]>
}

export async function startLoad(gateway: string, people: number, journal: Journal): Promise<MixedLoad> {
  const stopping = new AbortController()
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const workers: Worker[] = []
  for (let index = 0; index < people; index++) workers.push(await hire(gateway))

  async function work(worker: Worker): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const [kind, activity] of shuffled(Object.entries(activities))) {
        await journal.run(kind, () => activity(worker))
        await pause(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))
        if (stopping.signal.aborted) return
      }
    }
  }

  async function visits(): Promise<void> {
    while (!stopping.signal.aborted) {
      await journal.run('an account, made and deleted', () => visit(gateway))
      await pause(VISIT_PAUSE_MS)
    }
  }

  const running = Promise.all([...workers.map(work), visits()])
  return {
    async stop() {
      stopping.abort()
      await running
      const lost = await Promise.all(workers.map(unfinishedTasks))
      for (const { person } of workers) await person.leave()
      return lost.flat()
    },
  }
}

/** Every task was awaited or canceled, so that none is unfinished for long. */
async function unfinishedTasks({ person }: Worker): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const { nodes } = (await person.get(UNFINISHED)).tasks as { nodes: { id: string }[] }
    if (nodes.length === 0 || tries === 60) return nodes.map(({ id }) => id)
    await delay(1_000)
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map(item => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
