import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { rawDate } from '@atelier/platform/database/rawDate.ts'
import { LockMode } from '@mikro-orm/core'
import type { InputNeeds } from '../domain/inputKeeping.ts'
import { Input } from './input.ts'
import { TaskInput } from './taskInput.ts'
import { Upload } from './upload.ts'

/** Queries of tasks' input pictures. */
export class InputRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws UniqueConstraintViolationException when the user has the same picture already. */
  async add(input: Input): Promise<void> {
    await this.#database.fork().insert(Input, input)
  }

  async byId(id: string): Promise<Input | null> {
    return this.#database.fork().findOne(Input, { id })
  }

  async bySha256(ownerId: string, sha256: string): Promise<Input | null> {
    return this.#database.fork().findOne(Input, { ownerId, sha256 })
  }

  async byKeys(keys: readonly string[]): Promise<Input[]> {
    return this.#database.fork().find(Input, { key: { $in: keys } })
  }

  /** The keys, of these, that belong to an input. */
  async knownKeys(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.fork().find(Input, { key: { $in: keys } }, { fields: ['key'] })
    return new Set(rows.map(({ key }) => key))
  }

  /**
   * Extends the retention of inputs.
   * @returns whether they all still exist.
   */
  async hold(em: EntityManager, ids: readonly string[], until: Date): Promise<boolean> {
    const wanted = [...new Set(ids)].sort()
    if (wanted.length === 0) return true
    const rows = await em.find(
      Input,
      { id: { $in: wanted } },
      { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    )
    for (const row of rows) if (row.keepUntil < until) row.keepUntil = until
    return rows.length === wanted.length
  }

  /** Links a task to its inputs. */
  link(em: EntityManager, taskId: string, ids: readonly string[]): void {
    for (const inputId of new Set(ids)) em.persist(em.create(TaskInput, { taskId, inputId }))
  }

  /** Unlinks tasks from their inputs, which are then checked for removal at once. */
  async unlink(em: EntityManager, taskIds: readonly string[], now: Date): Promise<void> {
    const links = await em.find(TaskInput, { taskId: { $in: taskIds } })
    if (links.length === 0) return
    await em.nativeUpdate(Input, { id: { $in: links.map(({ inputId }) => inputId) } }, { keepUntil: now })
    await em.nativeDelete(TaskInput, { taskId: { $in: taskIds } })
  }

  /** A batch of inputs that are due for the removal check. */
  async due(now: Date, limit: number): Promise<string[]> {
    const rows = await this.#database
      .fork()
      .find(Input, { keepUntil: { $lte: now } }, { fields: ['id'], orderBy: { keepUntil: 'asc' }, limit })
    return rows.map(({ id }) => id)
  }

  /** The row, locked until the transaction of `em` ends, so that no new task uses it. */
  async lock(em: EntityManager, id: string): Promise<Input | null> {
    return em.findOne(Input, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  }

  async needs(em: EntityManager, id: string): Promise<InputNeeds> {
    const [tasks] = await em.execute<{ unfinished: number | null; finished: number | string | null }[]>(
      `select sum(case when t.finished_at is null then 1 else 0 end) as unfinished, max(t.finished_at) as finished
       from task_inputs i join tasks t on t.id = i.task_id where i.input_id = ?`,
      [id],
    )
    const upload = await em.findOne(Upload, { inputId: id }, { orderBy: { removeAt: 'desc' } })
    return {
      unfinishedTasks: Number(tasks?.unfinished ?? 0),
      lastFinishedAt: tasks?.finished == null ? null : rawDate(tasks.finished),
      uploadUntil: upload?.removeAt ?? null,
    }
  }

  async remove(em: EntityManager, id: string): Promise<void> {
    await em.nativeDelete(TaskInput, { inputId: id })
    await em.nativeDelete(Input, { id })
  }

  async removeAllOf(ownerId: string): Promise<void> {
    await this.#database.fork().nativeDelete(Input, { ownerId })
  }
}
