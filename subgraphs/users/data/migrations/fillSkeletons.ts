import { skeleton } from '@atelier/platform/text/confusables.ts'

/** Runs one statement of a migration. */
type Execute = (sql: string, params?: unknown[]) => Promise<readonly object[]>

/** Fills the skeletons of user names without one. */
export async function fillSkeletons(execute: Execute): Promise<void> {
  const rows = await execute('select id, username from users where username_skeleton is null and deleted_at is null')
  for (const { id, username } of rows as { id: string; username: string }[]) {
    await execute('update users set username_skeleton = ? where id = ?', [skeleton(username), id])
  }
}
