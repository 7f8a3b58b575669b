import { Migration } from '@mikro-orm/migrations'

/**
 * The request of a task as one value, in place of a column for each argument.
 *
 * MySQL commits each statement by itself, so this may be interrupted anywhere and rerun: the columns are dropped by one
 * statement, after every row has its request.
 */
export class Requests extends Migration {
  override async up(): Promise<void> {
    if (!(await this.#hasColumn('request'))) this.addSql('alter table tasks add request json null')
    if (!(await this.#hasColumn('prompt'))) return
    this.addSql(`
      update tasks set request = json_object(
        'type', type, 'prompt', prompt, 'style', style, 'width', width, 'height', height, 'count', count, 'seed', seed,
        'options', options, 'model', requested_model,
        'embedPrompt', case embed_prompt when 1 then cast('true' as json) when 0 then cast('false' as json) end,
        'transfer', transfer
      ) where request is null`)
    this.addSql(`
      alter table tasks
        modify request json not null,
        drop column prompt,
        drop column style,
        drop column width,
        drop column height,
        drop column count,
        drop column seed,
        drop column options,
        drop column requested_model,
        drop column embed_prompt,
        drop column transfer`)
  }

  async #hasColumn(column: string): Promise<boolean> {
    const columns = await this.execute(
      "select column_name from information_schema.columns where table_schema = database() and table_name = 'tasks' and column_name = ?",
      [column],
    )
    return columns.length > 0
  }
}
