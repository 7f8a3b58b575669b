import { Migration } from '@mikro-orm/migrations'

/**
 * Checkpoints and task claims.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class Checkpoints extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists checkpoint_values (
        thread_id varchar(64) not null,
        namespace varchar(128) not null,
        channel varchar(128) not null,
        version varchar(64) not null,
        type varchar(20) not null,
        value longblob not null,
        primary key (thread_id, namespace, channel, version)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists checkpoints (
        thread_id varchar(64) not null,
        namespace varchar(128) not null,
        checkpoint_id varchar(64) not null,
        parent_id varchar(64) null,
        checkpoint_type varchar(20) not null,
        checkpoint longblob not null,
        metadata_type varchar(20) not null,
        metadata longblob not null,
        created_at datetime(3) not null,
        primary key (thread_id, namespace, checkpoint_id),
        key checkpoints_created_at_index (created_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists checkpoint_writes (
        thread_id varchar(64) not null,
        namespace varchar(128) not null,
        checkpoint_id varchar(64) not null,
        node_run_id varchar(64) not null,
        position int not null,
        path varchar(255) not null,
        channel varchar(128) not null,
        type varchar(20) not null,
        value longblob not null,
        primary key (thread_id, namespace, checkpoint_id, node_run_id, position)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists known_tasks (
        task_id varchar(36) not null,
        attempt int not null,
        takes int not null,
        ended tinyint(1) not null,
        canceled tinyint(1) not null,
        changed_at datetime(3) not null,
        primary key (task_id),
        key known_tasks_changed_at_index (changed_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
  }
}
