import { Migration } from '@mikro-orm/migrations'

/** Projects, their members and tags, and the outbox. */
export class Projects extends Migration {
  override up(): void {
    this.addSql(
      'create table `outbox_messages` (`id` text not null primary key, `topic` text not null, `key` text not null, `value` text not null, `headers` json not null, `failures` integer not null default 0, `available_at` datetime not null, `created_at` datetime not null);',
    )
    this.addSql('create index `outbox_messages_topic_id_index` on `outbox_messages` (`topic`, `id`);')

    this.addSql(
      "create table `projects` (`id` text not null primary key, `name` text not null, `name_key` text not null, `description` text null, `description_key` text null, `visibility` text check (`visibility` in ('PRIVATE', 'PUBLIC')) not null, `tags` json not null, `owner_id` text not null, `created_at` datetime not null, `updated_at` datetime not null, `archived_at` datetime null);",
    )
    this.addSql('create index `projects_owner_id_index` on `projects` (`owner_id`);')
    this.addSql(
      'create index `projects_visibility_created_at_id_index` on `projects` (`visibility`, `created_at`, `id`);',
    )
    this.addSql(
      'create index `projects_visibility_updated_at_id_index` on `projects` (`visibility`, `updated_at`, `id`);',
    )
    this.addSql('create index `projects_visibility_name_key_id_index` on `projects` (`visibility`, `name_key`, `id`);')

    this.addSql(
      "create table `project_members` (`project_id` text not null, `user_id` text not null, `role` text check (`role` in ('OWNER', 'EDITOR', 'VIEWER')) not null, `joined_at` datetime not null, primary key (`project_id`, `user_id`), constraint `project_members_project_id_foreign` foreign key (`project_id`) references `projects` (`id`) on delete cascade);",
    )
    this.addSql('create index `project_members_project_id_index` on `project_members` (`project_id`);')
    this.addSql(
      'create index `project_members_user_id_project_id_index` on `project_members` (`user_id`, `project_id`);',
    )

    this.addSql(
      'create table `project_tags` (`project_id` text not null, `tag` text not null, primary key (`project_id`, `tag`), constraint `project_tags_project_id_foreign` foreign key (`project_id`) references `projects` (`id`) on delete cascade);',
    )
    this.addSql('create index `project_tags_project_id_index` on `project_tags` (`project_id`);')
    this.addSql('create index `project_tags_tag_project_id_index` on `project_tags` (`tag`, `project_id`);')
  }

  override down(): void {
    for (const table of ['project_tags', 'project_members', 'projects', 'outbox_messages']) {
      this.addSql(`drop table \`${table}\`;`)
    }
  }
}
