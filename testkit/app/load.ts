import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, codeOf } from './answers.ts'
import type { TestProject } from './project.ts'
import { TASK_FIELDS, type TaskState, TestTask } from './task.ts'

const READ = `query ($id: ID!) { project(id: $id) { name tasks(first: 5) { nodes { id status } } } }`
const ASK = `mutation ($input: GenerateDesignInput!) {
  generateDesign(input: $input) { task { ${TASK_FIELDS} } userErrors { code } }
}`

/** In place of an error code: the gateway could not be reached. */
export const UNREACHABLE = 'UNREACHABLE'

/** In place of an error code: there was no answer in the time that it may take. */
export const NO_ANSWER = 'NO_ANSWER'

/** Outcome of one request. */
export interface Outcome {
  kind: 'read' | 'ask'
  /** Code of its first error; absent without errors. */
  code?: unknown
  message?: string
}

export const failed = (outcomes: Outcome[]) => outcomes.filter(({ code }) => code !== undefined)

export const answered = (outcomes: Outcome[], kind: Outcome['kind']) =>
  outcomes.filter(outcome => outcome.kind === kind && outcome.code === undefined)

/** A load of repeated reads and generations, which goes on after errors. */
export interface Load {
  /** All outcomes since the start, or since it was emptied. */
  readonly outcomes: Outcome[]
  /** Tasks whose acceptance the client received. */
  readonly accepted: TestTask[]
  /** Stops after the requests in flight. */
  stop(): Promise<void>
}

/** The error of `fetch` when nothing listens, or the process was killed. */
function unreachable(error: unknown): Answer {
  if (!(error instanceof TypeError)) throw error
  return { errors: [{ message: String(error.cause ?? error), extensions: { code: UNREACHABLE } }] }
}

async function noAnswerAfter(ms: number | undefined): Promise<Answer> {
  if (ms === undefined) return new Promise(() => {})
  await delay(ms, undefined, { ref: false })
  return { errors: [{ message: `no answer within ${ms} ms`, extensions: { code: NO_ANSWER } }] }
}

/** Milliseconds between two reads. */
const READ_PAUSE_MS = 150
/** Milliseconds between two generations, fewer than Atelier can make. */
const ASK_PAUSE_MS = 500

/** @param options.answerMs milliseconds after which an operation without an answer is given up; none by default. */
export function putLoadOn(project: TestProject, { answerMs }: { answerMs?: number } = {}): Load {
  const outcomes: Outcome[] = []
  const accepted: TestTask[] = []
  let going = true

  async function run(kind: Outcome['kind'], request: () => Promise<Answer>): Promise<Answer> {
    const answer = await Promise.race([request().catch(unreachable), noAnswerAfter(answerMs)])
    const error = answer.errors?.[0]
    outcomes.push({
      kind,
      ...(error && { code: codeOf(answer) ?? 'none', message: error.message }),
    })
    return answer
  }

  async function readers(): Promise<void> {
    while (going) {
      await run('read', () => project.owner.ask(READ, { id: project.id }))
      await delay(READ_PAUSE_MS)
    }
  }

  async function askers(): Promise<void> {
    while (going) {
      const input = { projectId: project.id, prompt: 'a quiet sea', size: '64x64' }
      const answer = await run('ask', () => project.owner.ask(ASK, { input }))
      const task = answer.data?.generateDesign?.task as TaskState | undefined
      if (task) accepted.push(new TestTask(project.owner, task))
      await delay(ASK_PAUSE_MS)
    }
  }

  const running = Promise.all([readers(), askers()])
  return {
    outcomes,
    accepted,
    async stop() {
      going = false
      await running
    },
  }
}
