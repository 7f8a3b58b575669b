/** What a connection takes for its session before anything else; the server's own defaults differ from place to place. */
const SETTINGS = [
  // Texts are compared by their bytes, as SQLite does; what is to be found regardless of case is folded by our code.
  'names utf8mb4 collate utf8mb4_0900_bin',
  "time_zone = '+00:00'",
  // What does not fit is refused, never cut.
  "sql_mode = 'TRADITIONAL,ONLY_FULL_GROUP_BY'",
  // A row that was locked is read as it is by then, and gaps between rows stay free for other dispatchers.
  "transaction_isolation = 'READ-COMMITTED'",
  // Seconds between two statements, after which the server rolls back for a client that went without a word. The pool
  // keeps idle connections for less.
  'wait_timeout = 60',
]

const SESSION_STATEMENT = `set ${SETTINGS.join(', ')}`

/** As much of Kysely's connection as is needed here. */
interface NewConnection {
  executeQuery(query: { sql: string; parameters: readonly unknown[] }): Promise<unknown>
}

/** For MikroORM's `onCreateConnection`. */
export async function prepareSession(connection: unknown): Promise<void> {
  await (connection as NewConnection).executeQuery({ sql: SESSION_STATEMENT, parameters: [] })
}

/**
 * What lets the server itself give up a query before its client would: who is merely slow is then told from who is
 * silent, keeps the connection, and leaves no work behind.
 * @param queryMs how long a client waits.
 */
export function limitsStatement(queryMs: number): string {
  const lockWaitSeconds = Math.max(1, Math.floor(queryMs / 2_000))
  const readMs = Math.floor(queryMs * 0.9)
  return `set innodb_lock_wait_timeout = ${lockWaitSeconds}, max_execution_time = ${readMs}`
}
