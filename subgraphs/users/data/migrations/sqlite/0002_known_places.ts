import { Migration } from '@mikro-orm/migrations'
import { fillSkeletons } from '../fillSkeletons.ts'

/** Known places of sign-ins, reserved names, and skeletons of user names. */
export class KnownPlaces extends Migration {
  override async up(): Promise<void> {
    await this.execute(`
      create table \`known_places\` (
        \`user_id\` text not null,
        \`place_hash\` text not null,
        \`kind\` text not null,
        \`last_used_at\` datetime not null,
        primary key (\`user_id\`, \`place_hash\`)
      )`)
    await this.execute('create index `known_places_last_used_at_index` on `known_places` (`last_used_at`)')
    await this.execute(`
      create table \`reserved_names\` (
        \`name_hash\` text not null primary key,
        \`opens\` integer not null,
        \`created_at\` datetime not null
      )`)
    await this.execute('alter table `users` add column `username_skeleton` text null')
    await this.execute('create index `users_username_skeleton_index` on `users` (`username_skeleton`)')
    await fillSkeletons((sql, params) => this.execute(sql, params))
  }
}
