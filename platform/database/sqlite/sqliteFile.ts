import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseLockedError, storageFault } from '../../errors/storageFault.ts'
import { backoffMs } from '../../time/backoff.ts'
import { createTurns } from './turns.ts'

/** The part of better-sqlite3's connection that is used. */
export interface NativeSqlite {
  readonly inTransaction: boolean
  prepare(sql: string): NativeStatement
}

interface NativeStatement {
  /** Whether it returns rows. */
  readonly reader: boolean
  /** Whether it is read-only. */
  readonly readonly: boolean
  all(parameters: readonly unknown[]): unknown[]
  run(parameters: readonly unknown[]): { changes: number; lastInsertRowid: number | bigint }
}

export interface SqliteResult {
  rows: unknown[]
  insertId?: bigint
  numAffectedRows?: bigint
}

/** A session on the shared connection: a single statement, or a transaction. */
export interface SqliteSession {
  run(sql: string, parameters: readonly unknown[]): Promise<SqliteResult>
  begin(): Promise<void>
  commit(): Promise<void>
  /** No error when the database has already rolled back. */
  rollback(): Promise<void>
}

export interface SqliteFileOptions {
  /** The file in error messages. */
  name: string
  /** Milliseconds to wait for another process's lock. */
  lockMs: number
  /** Called with each error of the database. */
  onError?: (error: unknown) => void
  /** Called after each committed change. */
  onChange?: () => void
}

/** Maximum milliseconds between two attempts. */
const MAX_PAUSE_MS = 50

/**
 * Shares one connection to a SQLite file among sessions.
 *
 * Transactions acquire the write lock when they begin, so that no later statement can fail because of another process;
 * the wait blocks neither the event loop nor readers. SQLite rolls back by itself when a write fails
 * (https://sqlite.org/lang_transaction.html); later statements of that transaction are rejected with its first error,
 * as they would otherwise run outside it.
 */
export function shareSqliteFile(native: NativeSqlite, options: SqliteFileOptions): () => SqliteSession {
  const turns = createTurns()

  function heard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      options.onError?.(error)
      throw error
    }
  }

  /** Retries while another process has the lock. @param ready is awaited before each attempt. */
  async function patiently<T>(work: () => T, ready?: () => Promise<void>): Promise<T> {
    const giveUpAt = performance.now() + options.lockMs
    for (let tries = 0; ; tries++) {
      await ready?.()
      try {
        return work()
      } catch (error) {
        if (storageFault(error) !== 'locked') {
          options.onError?.(error)
          throw error
        }
        const left = giveUpAt - performance.now()
        if (left <= 0) throw lockedError(error)
        await delay(backoffMs(tries, { baseMs: 1, maxMs: Math.min(left, MAX_PAUSE_MS), jitter: [0.5, 1] }))
      }
    }
  }

  function lockedError(cause: unknown): DatabaseLockedError {
    const error = new DatabaseLockedError(`${options.name} was locked by another process for ${options.lockMs} ms`, {
      cause,
    })
    options.onError?.(error)
    return error
  }

  /** Outside a transaction. */
  async function single(sql: string, parameters: readonly unknown[]): Promise<SqliteResult> {
    const statement = await patiently(() => native.prepare(sql), turns.read)
    if (statement.readonly) return patiently(() => execute(statement, parameters), turns.read)
    const release = await turns.write()
    try {
      const result = await patiently(() => execute(statement, parameters))
      if (hasChanged(statement, result)) options.onChange?.()
      return result
    } finally {
      release()
    }
  }

  return () => {
    let end: (() => void) | undefined
    let changed = false
    let failure: unknown

    /** @throws the error with which the database rolled the transaction back. */
    function within<T>(work: () => T): T {
      if (!native.inTransaction) throw failure
      try {
        return heard(work)
      } catch (error) {
        if (!native.inTransaction) failure = error
        throw error
      }
    }

    return {
      async run(sql, parameters) {
        if (!end) return single(sql, parameters)
        return within(() => {
          const statement = native.prepare(sql)
          const result = execute(statement, parameters)
          changed ||= hasChanged(statement, result)
          return result
        })
      },

      async begin() {
        const release = await turns.write()
        try {
          await patiently(() => execute(native.prepare('begin immediate'), []))
        } catch (error) {
          release()
          throw error
        }
        const leave = turns.enterTransaction()
        failure = undefined
        changed = false
        end = () => {
          end = undefined
          leave()
          release()
        }
      },

      async commit() {
        within(() => execute(native.prepare('commit'), []))
        end?.()
        if (changed) options.onChange?.()
      },

      async rollback() {
        try {
          if (native.inTransaction) heard(() => execute(native.prepare('rollback'), []))
        } finally {
          end?.()
        }
      },
    }
  }
}

function execute(statement: NativeStatement, parameters: readonly unknown[]): SqliteResult {
  if (statement.reader) return { rows: statement.all(parameters) }
  const { changes, lastInsertRowid } = statement.run(parameters)
  return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) }
}

/** A statement that returns rows does not report its changes. */
const hasChanged = (statement: NativeStatement, { numAffectedRows }: SqliteResult) =>
  !statement.readonly && numAffectedRows !== 0n
