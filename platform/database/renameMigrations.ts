import type { MikroORM } from '@mikro-orm/sql'

/** Renames recorded migrations of earlier versions to their current names, so that they do not run again. */
export async function renameMigrations(
  orm: MikroORM,
  formerNames: Readonly<Record<string, string>> = {},
): Promise<void> {
  const executed = await orm.migrator.getExecuted()
  for (const { name } of executed) {
    const current = formerNames[name]
    if (current === undefined) continue
    await orm.em.getConnection().execute('update mikro_orm_migrations set name = ? where name = ?', [current, name])
  }
}
