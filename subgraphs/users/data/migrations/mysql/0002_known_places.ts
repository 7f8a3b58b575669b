import { Migration } from '@mikro-orm/migrations'
import { fillSkeletons } from '../fillSkeletons.ts'

/**
 * Known places of sign-ins, reserved names, and skeletons of user names.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun.
 */
export class KnownPlaces extends Migration {
  override async up(): Promise<void> {
    await this.execute(`
      create table if not exists known_places (
        user_id varchar(36) not null,
        place_hash varchar(64) not null,
        kind varchar(16) not null,
        last_used_at datetime(3) not null,
        primary key (user_id, place_hash),
        key known_places_last_used_at_index (last_used_at)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
    await this.execute(`
      create table if not exists reserved_names (
        name_hash varchar(64) not null,
        opens tinyint(1) not null,
        created_at datetime(3) not null,
        primary key (name_hash)
      ) default character set utf8mb4 collate utf8mb4_0900_bin engine = InnoDB`)
    const columns = await this.execute(`
      select 1 from information_schema.columns
      where table_schema = database() and table_name = 'users' and column_name = 'username_skeleton'`)
    if (columns.length === 0) {
      await this.execute(`
        alter table users
          add column username_skeleton varchar(128) null,
          add key users_username_skeleton_index (username_skeleton)`)
    }
    await fillSkeletons((sql, params) => this.execute(sql, params))
  }
}
