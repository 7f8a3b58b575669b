import { Migration } from '@mikro-orm/migrations'

/** Seeds of the successors of refresh tokens. */
export class SuccessorSeeds extends Migration {
  override up(): void {
    this.addSql('alter table `refresh_tokens` add column `successor_seed` text null')
    this.addSql('create index `refresh_tokens_used_at_index` on `refresh_tokens` (`used_at`)')
  }
}
