import { Migration } from '@mikro-orm/migrations'

/** Invitations, declined ones, blocks, and the rows for locking users. Existing members stay. */
export class Invitations extends Migration {
  override up(): void {
    this.addSql('create table `people` (`user_id` text not null primary key, `counted_at` datetime not null);')

    this.addSql(
      "create table `project_invitations` (`id` text not null primary key, `project_id` text not null, `user_id` text not null, `role` text check (`role` in ('OWNER', 'EDITOR', 'VIEWER')) not null, `invited_by_id` text not null, `created_at` datetime not null, `expires_at` datetime not null, constraint `project_invitations_project_id_foreign` foreign key (`project_id`) references `projects` (`id`) on delete cascade);",
    )
    this.addSql('create index `project_invitations_project_id_index` on `project_invitations` (`project_id`);')
    this.addSql(
      'create unique index `project_invitations_project_id_user_id_unique` on `project_invitations` (`project_id`, `user_id`);',
    )
    this.addSql('create index `project_invitations_user_id_id_index` on `project_invitations` (`user_id`, `id`);')
    this.addSql(
      'create index `project_invitations_invited_by_id_user_id_index` on `project_invitations` (`invited_by_id`, `user_id`);',
    )

    this.addSql(
      'create table `declined_invitations` (`id` text not null primary key, `project_id` text not null, `user_id` text not null, `invited_by_id` text not null, `declined_at` datetime not null);',
    )
    this.addSql(
      'create index `declined_invitations_user_id_declined_at_index` on `declined_invitations` (`user_id`, `declined_at`);',
    )
    this.addSql(
      'create index `declined_invitations_invited_by_id_user_id_index` on `declined_invitations` (`invited_by_id`, `user_id`);',
    )

    this.addSql(
      'create table `invitation_blocks` (`id` text not null primary key, `user_id` text not null, `blocked_user_id` text not null, `created_at` datetime not null);',
    )
    this.addSql('create index `invitation_blocks_blocked_user_id_index` on `invitation_blocks` (`blocked_user_id`);')
    this.addSql('create index `invitation_blocks_user_id_id_index` on `invitation_blocks` (`user_id`, `id`);')
    this.addSql(
      'create unique index `invitation_blocks_user_id_blocked_user_id_unique` on `invitation_blocks` (`user_id`, `blocked_user_id`);',
    )
  }

  override down(): void {
    for (const table of ['invitation_blocks', 'declined_invitations', 'project_invitations', 'people']) {
      this.addSql(`drop table \`${table}\`;`)
    }
  }
}
