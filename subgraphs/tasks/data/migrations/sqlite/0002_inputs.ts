import { Migration } from '@mikro-orm/migrations'

/** Input pictures of style transfers, each stored once; check results of uploads; `embed_prompt` of tasks. */
export class Inputs extends Migration {
  override up(): void {
    this.addSql(
      'create table `inputs` (`id` text not null primary key, `owner_id` text not null, `sha256` text not null, `object_key` text not null, `content_type` text not null, `bytes` integer not null, `width` integer not null, `height` integer not null, `created_at` datetime not null, `keep_until` datetime not null)',
    )
    this.addSql('create index `inputs_keep_until_index` on `inputs` (`keep_until`)')
    this.addSql('create unique index `inputs_owner_id_sha256_unique` on `inputs` (`owner_id`, `sha256`)')
    this.addSql('create unique index `inputs_object_key_unique` on `inputs` (`object_key`)')
    this.addSql(
      'create table `task_inputs` (`task_id` text not null, `input_id` text not null, primary key (`task_id`, `input_id`))',
    )
    this.addSql('create index `task_inputs_input_id_index` on `task_inputs` (`input_id`)')
    this.addSql('alter table `tasks` add column `embed_prompt` integer null')
    this.addSql('alter table `uploads` add column `checked_at` datetime null')
    this.addSql('alter table `uploads` add column `fault` text null')
    this.addSql('alter table `uploads` add column `input_id` text null')
    this.addSql('alter table `uploads` add column `settled_at` datetime null')
    this.addSql('create index `uploads_settled_at_created_at_index` on `uploads` (`settled_at`, `created_at`)')
    this.addSql('create index `uploads_input_id_index` on `uploads` (`input_id`)')
  }
}
