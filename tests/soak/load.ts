import { setTimeout as delay } from 'node:timers/promises'
import { activities, hire, visit, type Worker } from './activities.ts'
import type { Journal } from './journal.ts'

/** Between two things that one person does, at random: some ten operations in ten seconds, far from any limit. */
const PAUSE_MS = { least: 200, most: 1_500 }
/** Between two people who come and go. */
const VISIT_PAUSE_MS = 20_000

const UNFINISHED = `query ($after: String) { tasks(first: 100, after: $after, filter: { status: [PENDING, QUEUED, PROCESSING] }) {
  nodes { id status } } }`

/** Several people at work, and others who come and go. */
export interface MixedLoad {
  /** Ends it after what is under way; gives the tasks that never came to an end. */
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

/** Everything that was asked for was waited for, or cancelled, so that nothing is under way for long. */
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
