import { Migration } from '@mikro-orm/migrations'

/**
 * Tasks, their timelines and pictures, uploads, dead letters, turns and the outbox.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class Tasks extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists artifacts (
        id varchar(36) not null,
        task_id varchar(36) not null,
        attempt int not null,
        picture_index int not null,
        object_key varchar(512) not null,
        content_type varchar(100) not null,
        width int not null,
        height int not null,
        bytes int not null,
        seed int null,
        created_at datetime(3) not null,
        primary key (id),
        unique key artifacts_task_id_picture_index_unique (task_id, picture_index)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists dead_letters (
        id varchar(36) not null,
        topic varchar(100) not null,
        message_key varchar(200) not null,
        reason mediumtext not null,
        value mediumtext not null,
        headers json not null,
        task_id varchar(36) null,
        created_at datetime(3) not null,
        redriven_at datetime(3) null,
        primary key (id),
        key dead_letters_task_id_index (task_id),
        key dead_letters_redriven_at_index (redriven_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

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
      create table if not exists tasks (
        id varchar(36) not null,
        type varchar(20) not null,
        status varchar(20) not null,
        version int not null,
        progress double not null,
        stage varchar(50) null,
        prompt mediumtext not null,
        search_text mediumtext not null,
        style varchar(50) not null,
        width int not null,
        height int not null,
        count int not null,
        seed int not null,
        options json null,
        requested_model varchar(100) null,
        used_model varchar(100) null,
        transfer json null,
        priority int not null,
        attempt int not null,
        failures int not null,
        max_attempts int not null,
        last_sequence int not null,
        error json null,
        project_id varchar(36) not null,
        requested_by_id varchar(36) not null,
        retried_from_id varchar(36) null,
        idempotency_key varchar(200) null,
        traceparent varchar(55) null,
        next_attempt_at datetime(3) not null,
        lease_until datetime(3) null,
        cleanup_at datetime(3) null,
        dispatched_at datetime(3) null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        started_at datetime(3) null,
        finished_at datetime(3) null,
        primary key (id),
        key tasks_status_next_attempt_at_index (status, next_attempt_at),
        key tasks_status_lease_until_index (status, lease_until),
        key tasks_requested_by_id_status_priority_id_index (requested_by_id, status, priority, id),
        key tasks_requested_by_id_id_index (requested_by_id, id),
        key tasks_requested_by_id_updated_at_id_index (requested_by_id, updated_at, id),
        key tasks_project_id_id_index (project_id, id),
        key tasks_project_id_status_index (project_id, status),
        key tasks_project_id_updated_at_id_index (project_id, updated_at, id),
        key tasks_updated_at_id_index (updated_at, id),
        key tasks_retried_from_id_index (retried_from_id),
        key tasks_cleanup_at_index (cleanup_at),
        unique key tasks_requested_by_id_idempotency_key_unique (requested_by_id, idempotency_key)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists task_transitions (
        id varchar(36) not null,
        task_id varchar(36) not null,
        status varchar(20) not null,
        attempt int not null,
        message mediumtext null,
        at datetime(3) not null,
        primary key (id),
        key task_transitions_task_id_id_index (task_id, id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists uploads (
        id varchar(36) not null,
        owner_id varchar(36) not null,
        object_key varchar(512) not null,
        content_type varchar(100) not null,
        bytes int not null,
        created_at datetime(3) not null,
        remove_at datetime(3) not null,
        primary key (id),
        key uploads_owner_id_index (owner_id),
        key uploads_remove_at_index (remove_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists user_turns (
        user_id varchar(36) not null,
        last_served_at datetime(3) not null,
        primary key (user_id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
  }
}
