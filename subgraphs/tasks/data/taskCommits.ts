import type { EventSubscriber, FlushEventArgs, TransactionEventArgs } from '@mikro-orm/core'
import { type Task, type TaskJson, toTaskJson } from './task.ts'

/** Reports tasks with visible changes after each commit. */
export class TaskCommits implements EventSubscriber {
  readonly #changed = new WeakMap<object, Map<string, TaskJson>>()
  #listener: ((tasks: readonly TaskJson[]) => void) | undefined

  /** @param listener called with the last state of each changed task; must not throw. */
  listen(listener: (tasks: readonly TaskJson[]) => void): void {
    this.#listener = listener
  }

  afterFlush({ em, uow }: FlushEventArgs): void {
    for (const { meta, entity, payload, type } of uow.getChangeSets()) {
      if (meta.className !== 'Task' || type === 'delete' || !('version' in payload)) continue
      const json = toTaskJson(entity as Task)
      const tasks = this.#changed.get(em) ?? new Map()
      this.#changed.set(em, tasks.set(json.id, json))
    }
  }

  afterTransactionCommit({ em }: TransactionEventArgs): void {
    const tasks = this.#changed.get(em)
    if (!tasks) return
    this.#changed.delete(em)
    this.#listener?.([...tasks.values()])
  }

  afterTransactionRollback({ em }: TransactionEventArgs): void {
    this.#changed.delete(em)
  }
}
