import { Migration } from '@mikro-orm/migrations'

/**
 * Input pictures of style transfers, each stored once; check results of uploads; `embed_prompt` of tasks.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun: it alters a table in one
 * statement, unless that was done before.
 */
export class Inputs extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table if not exists inputs (
        id varchar(36) not null,
        owner_id varchar(36) not null,
        sha256 varchar(43) not null,
        object_key varchar(512) not null,
        content_type varchar(100) not null,
        bytes int not null,
        width int not null,
        height int not null,
        created_at datetime(3) not null,
        keep_until datetime(3) not null,
        primary key (id),
        key inputs_keep_until_index (keep_until),
        unique key inputs_owner_id_sha256_unique (owner_id, sha256),
        unique key inputs_object_key_unique (object_key)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    this.addSql(`
      create table if not exists task_inputs (
        task_id varchar(36) not null,
        input_id varchar(36) not null,
        primary key (task_id, input_id),
        key task_inputs_input_id_index (input_id)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)

    if (!(await this.#hasColumn('tasks', 'embed_prompt'))) {
      this.addSql('alter table tasks add embed_prompt tinyint(1) null')
    }
    if (!(await this.#hasColumn('uploads', 'checked_at'))) {
      this.addSql(`
        alter table uploads
          add checked_at datetime(3) null,
          add fault varchar(20) null,
          add input_id varchar(36) null,
          add settled_at datetime(3) null,
          add index uploads_settled_at_created_at_index (settled_at, created_at),
          add index uploads_input_id_index (input_id)`)
    }
  }

  async #hasColumn(table: string, column: string): Promise<boolean> {
    const columns = await this.execute(
      'select column_name from information_schema.columns where table_schema = database() and table_name = ? and column_name = ?',
      [table, column],
    )
    return columns.length > 0
  }
}
