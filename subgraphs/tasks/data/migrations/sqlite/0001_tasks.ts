import { Migration } from '@mikro-orm/migrations'

/** Tasks, their timelines and pictures, uploads, dead letters, turns and the outbox. */
export class Tasks extends Migration {
  override up(): void {
    this.addSql(
      'create table `artifacts` (`id` text not null primary key, `task_id` text not null, `attempt` integer not null, `picture_index` integer not null, `object_key` text not null, `content_type` text not null, `width` integer not null, `height` integer not null, `bytes` integer not null, `seed` integer null, `created_at` datetime not null)',
    )
    this.addSql(
      'create unique index `artifacts_task_id_picture_index_unique` on `artifacts` (`task_id`, `picture_index`)',
    )
    this.addSql(
      'create table `dead_letters` (`id` text not null primary key, `topic` text not null, `message_key` text not null, `reason` text not null, `value` text not null, `headers` json not null, `task_id` text null, `created_at` datetime not null, `redriven_at` datetime null)',
    )
    this.addSql('create index `dead_letters_task_id_index` on `dead_letters` (`task_id`)')
    this.addSql('create index `dead_letters_redriven_at_index` on `dead_letters` (`redriven_at`)')
    this.addSql(
      'create table `outbox_messages` (`id` text not null primary key, `topic` text not null, `key` text not null, `value` text not null, `headers` json not null, `failures` integer not null default 0, `available_at` datetime not null, `created_at` datetime not null)',
    )
    this.addSql('create index `outbox_messages_topic_id_index` on `outbox_messages` (`topic`, `id`)')
    this.addSql(
      'create table `tasks` (`id` text not null primary key, `type` text not null, `status` text not null, `version` integer not null, `progress` double not null, `stage` text null, `prompt` text not null, `search_text` text not null, `style` text not null, `width` integer not null, `height` integer not null, `count` integer not null, `seed` integer not null, `options` json null, `requested_model` text null, `used_model` text null, `transfer` json null, `priority` integer not null, `attempt` integer not null, `failures` integer not null, `max_attempts` integer not null, `last_sequence` integer not null, `error` json null, `project_id` text not null, `requested_by_id` text not null, `retried_from_id` text null, `idempotency_key` text null, `traceparent` text null, `next_attempt_at` datetime not null, `lease_until` datetime null, `cleanup_at` datetime null, `dispatched_at` datetime null, `created_at` datetime not null, `updated_at` datetime not null, `started_at` datetime null, `finished_at` datetime null)',
    )
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
    this.addSql(
      'create table `task_transitions` (`id` text not null primary key, `task_id` text not null, `status` text not null, `attempt` integer not null, `message` text null, `at` datetime not null)',
    )
    this.addSql('create index `task_transitions_task_id_id_index` on `task_transitions` (`task_id`, `id`)')
    this.addSql(
      'create table `uploads` (`id` text not null primary key, `owner_id` text not null, `object_key` text not null, `content_type` text not null, `bytes` integer not null, `created_at` datetime not null, `remove_at` datetime not null)',
    )
    this.addSql('create index `uploads_owner_id_index` on `uploads` (`owner_id`)')
    this.addSql('create index `uploads_remove_at_index` on `uploads` (`remove_at`)')
    this.addSql('create table `user_turns` (`user_id` text not null primary key, `last_served_at` datetime not null)')
  }
}
