import { Migration } from '@mikro-orm/migrations'

/**
 * The request of a task as one value, in place of a column for each argument. The table is rewritten, as SQLite cannot
 * add a `not null` column without a default.
 */
export class Requests extends Migration {
  override up(): void {
    this.addSql(
      'create table `tasks_with_requests` (`id` text not null primary key, `type` text not null, `status` text not null, `version` integer not null, `progress` double not null, `stage` text null, `request` json not null, `search_text` text not null, `used_model` text null, `priority` integer not null, `attempt` integer not null, `failures` integer not null, `max_attempts` integer not null, `last_sequence` integer not null, `error` json null, `project_id` text not null, `requested_by_id` text not null, `retried_from_id` text null, `idempotency_key` text null, `traceparent` text null, `next_attempt_at` datetime not null, `lease_until` datetime null, `cleanup_at` datetime null, `dispatched_at` datetime null, `created_at` datetime not null, `updated_at` datetime not null, `started_at` datetime null, `finished_at` datetime null)',
    )
    this.addSql(
      "insert into `tasks_with_requests` (`id`, `type`, `status`, `version`, `progress`, `stage`, `request`, `search_text`, `used_model`, `priority`, `attempt`, `failures`, `max_attempts`, `last_sequence`, `error`, `project_id`, `requested_by_id`, `retried_from_id`, `idempotency_key`, `traceparent`, `next_attempt_at`, `lease_until`, `cleanup_at`, `dispatched_at`, `created_at`, `updated_at`, `started_at`, `finished_at`) select `id`, `type`, `status`, `version`, `progress`, `stage`, json_object('type', `type`, 'prompt', `prompt`, 'style', `style`, 'width', `width`, 'height', `height`, 'count', `count`, 'seed', `seed`, 'options', json(`options`), 'model', `requested_model`, 'embedPrompt', json(case `embed_prompt` when 1 then 'true' when 0 then 'false' end), 'transfer', json(`transfer`)), `search_text`, `used_model`, `priority`, `attempt`, `failures`, `max_attempts`, `last_sequence`, `error`, `project_id`, `requested_by_id`, `retried_from_id`, `idempotency_key`, `traceparent`, `next_attempt_at`, `lease_until`, `cleanup_at`, `dispatched_at`, `created_at`, `updated_at`, `started_at`, `finished_at` from `tasks`",
    )
    this.addSql('drop table `tasks`')
    this.addSql('alter table `tasks_with_requests` rename to `tasks`')
    this.addSql('create index `tasks_status_next_attempt_at_index` on `tasks` (`status`, `next_attempt_at`)')
    this.addSql('create index `tasks_status_lease_until_index` on `tasks` (`status`, `lease_until`)')
    this.addSql(
      'create index `tasks_requested_by_id_status_priority_id_index` on `tasks` (`requested_by_id`, `status`, `priority`, `id`)',
    )
    this.addSql('create index `tasks_requested_by_id_id_index` on `tasks` (`requested_by_id`, `id`)')
    this.addSql(
      'create index `tasks_requested_by_id_updated_at_id_index` on `tasks` (`requested_by_id`, `updated_at`, `id`)',
    )
    this.addSql('create index `tasks_project_id_id_index` on `tasks` (`project_id`, `id`)')
    this.addSql('create index `tasks_project_id_status_index` on `tasks` (`project_id`, `status`)')
    this.addSql('create index `tasks_project_id_updated_at_id_index` on `tasks` (`project_id`, `updated_at`, `id`)')
    this.addSql('create index `tasks_updated_at_id_index` on `tasks` (`updated_at`, `id`)')
    this.addSql('create index `tasks_retried_from_id_index` on `tasks` (`retried_from_id`)')
    this.addSql('create index `tasks_cleanup_at_index` on `tasks` (`cleanup_at`)')
    this.addSql(
      'create unique index `tasks_requested_by_id_idempotency_key_unique` on `tasks` (`requested_by_id`, `idempotency_key`)',
    )
  }
}
