import { Migration } from '@mikro-orm/migrations'

/** Seeds of the successors of refresh tokens. One statement, so that it is done or not begun when it was interrupted. */
export class SuccessorSeeds extends Migration {
  override async up(): Promise<void> {
    const columns = await this.execute(`
      select 1 from information_schema.columns
      where table_schema = database() and table_name = 'refresh_tokens' and column_name = 'successor_seed'`)
    if (columns.length > 0) return
    await this.execute(`
      alter table refresh_tokens
        add column successor_seed varchar(43) null,
        add key refresh_tokens_used_at_index (used_at)`)
  }
}
