import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { ChannelValue } from './channelValue.ts'
import { Checkpoint } from './checkpoint.ts'
import { CheckpointWrite } from './checkpointWrite.ts'
import { mysqlMigrations } from './migrations/mysql/index.ts'
import { sqliteMigrations } from './migrations/sqlite/index.ts'
import { TaskClaim } from './taskClaim.ts'

/** Entities and migrations of the worker's database. */
export const workerDatabase: DatabaseDefinition = {
  entities: [Checkpoint, ChannelValue, CheckpointWrite, TaskClaim],
  migrations: { sqlite: sqliteMigrations, mysql: mysqlMigrations },
  formerNames: { '20261124_checkpoints': '0001_checkpoints', '20261130_canceledTasks': '0002_canceled_tasks' },
}
