import { Migration } from '@mikro-orm/migrations'

/** Accounts, sessions, refresh tokens and the outbox. */
export class Accounts extends Migration {
  override up(): void {
    this.addSql(`
      create table \`users\` (
        \`id\` text not null primary key,
        \`username\` text not null,
        \`username_key\` text not null,
        \`display_name\` text null,
        \`display_name_key\` text null,
        \`email\` text null,
        \`avatar_url\` text null,
        \`role\` text not null,
        \`password_hash\` text null,
        \`created_at\` datetime not null,
        \`updated_at\` datetime not null,
        \`deleted_at\` datetime null
      )`)
    this.addSql('create unique index `users_username_key_unique` on `users` (`username_key`)')
    this.addSql('create index `users_display_name_key_index` on `users` (`display_name_key`)')
    this.addSql('create index `users_role_index` on `users` (`role`)')

    this.addSql(`
      create table \`sessions\` (
        \`id\` text not null primary key,
        \`user_id\` text not null,
        \`created_at\` datetime not null,
        \`last_used_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`revoked_at\` datetime null
      )`)
    this.addSql('create index `sessions_expires_at_index` on `sessions` (`expires_at`)')
    this.addSql('create index `sessions_revoked_at_index` on `sessions` (`revoked_at`)')
    this.addSql('create index `sessions_user_id_revoked_at_index` on `sessions` (`user_id`, `revoked_at`)')

    this.addSql(`
      create table \`refresh_tokens\` (
        \`token_hash\` text not null primary key,
        \`session_id\` text not null,
        \`created_at\` datetime not null,
        \`used_at\` datetime null,
        \`expires_at\` datetime not null
      )`)
    this.addSql('create index `refresh_tokens_session_id_index` on `refresh_tokens` (`session_id`)')
    this.addSql('create index `refresh_tokens_expires_at_index` on `refresh_tokens` (`expires_at`)')

    this.addSql(`
      create table \`outbox_messages\` (
        \`id\` text not null primary key,
        \`topic\` text not null,
        \`key\` text not null,
        \`value\` text not null,
        \`headers\` json not null,
        \`failures\` integer not null default 0,
        \`available_at\` datetime not null,
        \`created_at\` datetime not null
      )`)
    this.addSql('create index `outbox_messages_topic_id_index` on `outbox_messages` (`topic`, `id`)')
  }
}
