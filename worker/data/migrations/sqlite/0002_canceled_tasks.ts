import { Migration } from '@mikro-orm/migrations'

/** An index of canceled tasks. */
export class CanceledTasks extends Migration {
  override up(): void {
    this.addSql('create index `known_tasks_canceled_changed_at_index` on `known_tasks` (`canceled`, `changed_at`);')
  }
}
