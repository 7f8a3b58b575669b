import { Migration } from '@mikro-orm/migrations'

/**
 * Invitations, declined ones, blocks, and the rows for locking users. Existing members stay.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class Invitations extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists people (
        user_id varchar(36) not null,
        counted_at datetime(3) not null,
        primary key (user_id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists project_invitations (
        id varchar(36) not null,
        project_id varchar(36) not null,
        user_id varchar(36) not null,
        role enum('OWNER','EDITOR','VIEWER') not null,
        invited_by_id varchar(36) not null,
        created_at datetime(3) not null,
        expires_at datetime(3) not null,
        primary key (id),
        key project_invitations_project_id_index (project_id),
        unique key project_invitations_project_id_user_id_unique (project_id, user_id),
        key project_invitations_user_id_id_index (user_id, id),
        key project_invitations_invited_by_id_user_id_index (invited_by_id, user_id),
        constraint project_invitations_project_id_foreign foreign key (project_id) references projects (id) on delete cascade
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists declined_invitations (
        id varchar(36) not null,
        project_id varchar(36) not null,
        user_id varchar(36) not null,
        invited_by_id varchar(36) not null,
        declined_at datetime(3) not null,
        primary key (id),
        key declined_invitations_user_id_declined_at_index (user_id, declined_at),
        key declined_invitations_invited_by_id_user_id_index (invited_by_id, user_id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists invitation_blocks (
        id varchar(36) not null,
        user_id varchar(36) not null,
        blocked_user_id varchar(36) not null,
        created_at datetime(3) not null,
        primary key (id),
        key invitation_blocks_blocked_user_id_index (blocked_user_id),
        key invitation_blocks_user_id_id_index (user_id, id),
        unique key invitation_blocks_user_id_blocked_user_id_unique (user_id, blocked_user_id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
  }
}
