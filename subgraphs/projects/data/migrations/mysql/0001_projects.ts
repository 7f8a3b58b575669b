import { Migration } from '@mikro-orm/migrations'

/**
 * Projects, their members and tags, and the outbox.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class Projects extends Migration {
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
      create table if not exists projects (
        id varchar(36) not null,
        name varchar(120) not null,
        name_key varchar(360) not null,
        description mediumtext null,
        description_key mediumtext null,
        visibility enum('PRIVATE','PUBLIC') not null,
        tags json not null,
        owner_id varchar(36) not null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        archived_at datetime(3) null,
        primary key (id),
        key projects_owner_id_index (owner_id),
        key projects_visibility_created_at_id_index (visibility, created_at, id),
        key projects_visibility_updated_at_id_index (visibility, updated_at, id),
        key projects_visibility_name_key_id_index (visibility, name_key, id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists project_members (
        project_id varchar(36) not null,
        user_id varchar(36) not null,
        role enum('OWNER','EDITOR','VIEWER') not null,
        joined_at datetime(3) not null,
        primary key (project_id, user_id),
        key project_members_project_id_index (project_id),
        key project_members_user_id_project_id_index (user_id, project_id),
        constraint project_members_project_id_foreign foreign key (project_id) references projects (id) on delete cascade
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists project_tags (
        project_id varchar(36) not null,
        tag varchar(40) not null,
        primary key (project_id, tag),
        key project_tags_project_id_index (project_id),
        key project_tags_tag_project_id_index (tag, project_id),
        constraint project_tags_project_id_foreign foreign key (project_id) references projects (id) on delete cascade
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
  }
}
