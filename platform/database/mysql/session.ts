/** Session settings of each connection; server defaults differ between installations. */
const SETTINGS = [
  // Texts are compared by bytes, as in SQLite; case folding is done by our code.
  'names utf8mb4 collate utf8mb4_0900_bin',
  "time_zone = '+00:00'",
  // Values that do not fit are rejected, never truncated.
  "sql_mode = 'TRADITIONAL,ONLY_FULL_GROUP_BY'",
  // A locking read sees the latest row, and gaps between rows stay free for other dispatchers.
  "transaction_isolation = 'READ-COMMITTED'",
  // Seconds between two statements, after which the server rolls back for a vanished client. The pool keeps idle
  // connections for less.
  'wait_timeout = 60',
]

const SESSION_STATEMENT = `set ${SETTINGS.join(', ')}`

/** The part of Kysely's connection that is used. */
interface NewConnection {
  executeQuery(query: { sql: string; parameters: readonly unknown[] }): Promise<unknown>
}

/** For MikroORM's `onCreateConnection`. */
export async function prepareSession(connection: unknown): Promise<void> {
  await (connection as NewConnection).executeQuery({ sql: SESSION_STATEMENT, parameters: [] })
}

/**
 * Lets the server cancel a query before its client gives up: a slow query then keeps its connection and leaves no work
 * behind, unlike a silent server.
 * @param queryMs timeout of the client.
 */
export function limitsStatement(queryMs: number): string {
  const lockWaitSeconds = Math.max(1, Math.floor(queryMs / 2_000))
  const readMs = Math.floor(queryMs * 0.9)
  return `set innodb_lock_wait_timeout = ${lockWaitSeconds}, max_execution_time = ${readMs}`
}
