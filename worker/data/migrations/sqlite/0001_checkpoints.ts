import { Migration } from '@mikro-orm/migrations'

/** Checkpoints and task claims. */
export class Checkpoints extends Migration {
  override up(): void {
    this.addSql(
      'create table `checkpoint_values` (`thread_id` text not null, `namespace` text not null, `channel` text not null, `version` text not null, `type` text not null, `value` blob not null, primary key (`thread_id`, `namespace`, `channel`, `version`));',
    )
    this.addSql(
      'create table `checkpoints` (`thread_id` text not null, `namespace` text not null, `checkpoint_id` text not null, `parent_id` text null, `checkpoint_type` text not null, `checkpoint` blob not null, `metadata_type` text not null, `metadata` blob not null, `created_at` datetime not null, primary key (`thread_id`, `namespace`, `checkpoint_id`));',
    )
    this.addSql('create index `checkpoints_created_at_index` on `checkpoints` (`created_at`);')
    this.addSql(
      'create table `checkpoint_writes` (`thread_id` text not null, `namespace` text not null, `checkpoint_id` text not null, `node_run_id` text not null, `position` integer not null, `path` text not null, `channel` text not null, `type` text not null, `value` blob not null, primary key (`thread_id`, `namespace`, `checkpoint_id`, `node_run_id`, `position`));',
    )
    this.addSql(
      'create table `known_tasks` (`task_id` text not null primary key, `attempt` integer not null, `takes` integer not null, `ended` integer not null, `canceled` integer not null, `changed_at` datetime not null);',
    )
    this.addSql('create index `known_tasks_changed_at_index` on `known_tasks` (`changed_at`);')
  }
}
