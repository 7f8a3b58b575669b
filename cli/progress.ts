import type { TaskProgressFragment } from '@atelier/schema/documents/documents.generated.ts'

/** Shows the progress of a task. */
export interface ProgressView {
  show(task: TaskProgressFragment): void
  /** Ends the progress line. */
  done(): void
}

/** Output of progress: standard error, so that standard output has the paths alone. */
export interface TextOutput {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** A bar that moves on a terminal; elsewhere a line whenever the status or stage changes. */
export const createProgressView = (output: TextOutput): ProgressView =>
  output.isTTY ? createBar(output) : createLines(output)

function createBar(output: TextOutput): ProgressView {
  return {
    show(task) {
      const width = Math.max(10, Math.min(40, (output.columns ?? 80) - 40))
      const full = Math.round(task.progress * width)
      const bar = '█'.repeat(full) + '░'.repeat(width - full)
      output.write(`\r\x1b[2K${bar} ${percent(task)} ${describe(task)}`)
    },
    done: () => output.write('\n'),
  }
}

function createLines(output: TextOutput): ProgressView {
  let last = ''
  return {
    show(task) {
      const state = describe(task)
      if (state !== last) output.write(`${percent(task)} ${state}\n`)
      last = state
    },
    done: () => {},
  }
}

const percent = (task: TaskProgressFragment) => `${Math.round(task.progress * 100)}%`.padStart(4)

function describe(task: TaskProgressFragment): string {
  const queue = task.queuePosition === null ? '' : ` (${task.queuePosition} before it)`
  return `${task.status.toLowerCase()}${task.stage ? `: ${task.stage}` : ''}${queue}`
}
