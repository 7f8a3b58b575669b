import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import { Artifact } from './artifact.ts'
import { DeadLetter } from './deadLetter.ts'
import { Input } from './input.ts'
import { mysqlMigrations } from './migrations/mysql/index.ts'
import { sqliteMigrations } from './migrations/sqlite/index.ts'
import { Task } from './task.ts'
import { TaskInput } from './taskInput.ts'
import { TaskTransition } from './taskTransition.ts'
import { Upload } from './upload.ts'
import { UserLastServed } from './userLastServed.ts'

/** Entities and migrations of the tasks database. */
export const tasksDatabase: DatabaseDefinition = {
  entities: [Task, TaskTransition, Artifact, Upload, Input, TaskInput, DeadLetter, UserLastServed, OutboxMessage],
  migrations: { sqlite: sqliteMigrations, mysql: mysqlMigrations },
  formerNames: { m001Tasks: '0001_tasks', m002Inputs: '0002_inputs' },
}
