import { Migration } from '@mikro-orm/migrations'

/**
 * Accounts, sessions, refresh tokens and the outbox.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class Accounts extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists outbox_messages (
        id varchar(36) not null,
        topic varchar(100) not null,
        \`key\` varchar(100) not null,
        value mediumtext not null,
        headers json not null,
        failures int not null default 0,
        available_at datetime(3) not null,
        created_at datetime(3) not null,
        primary key (id),
        key outbox_messages_topic_id_index (topic, id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists refresh_tokens (
        token_hash varchar(64) not null,
        session_id varchar(36) not null,
        created_at datetime(3) not null,
        used_at datetime(3) null,
        expires_at datetime(3) not null,
        primary key (token_hash),
        key refresh_tokens_session_id_index (session_id),
        key refresh_tokens_expires_at_index (expires_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists sessions (
        id varchar(36) not null,
        user_id varchar(36) not null,
        created_at datetime(3) not null,
        last_used_at datetime(3) not null,
        expires_at datetime(3) not null,
        revoked_at datetime(3) null,
        primary key (id),
        key sessions_expires_at_index (expires_at),
        key sessions_revoked_at_index (revoked_at),
        key sessions_user_id_revoked_at_index (user_id, revoked_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists users (
        id varchar(36) not null,
        username varchar(32) not null,
        username_key varchar(128) not null,
        display_name varchar(80) null,
        display_name_key varchar(128) null,
        email varchar(254) null,
        avatar_url varchar(2048) null,
        role varchar(16) not null,
        password_hash varchar(255) null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        deleted_at datetime(3) null,
        primary key (id),
        unique key users_username_key_unique (username_key),
        key users_display_name_key_index (display_name_key),
        key users_role_index (role)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
  }
}
