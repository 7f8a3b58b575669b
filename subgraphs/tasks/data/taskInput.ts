import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** Links a task to one of its input pictures. */
export const TaskInput = defineEntity({
  name: 'TaskInput',
  tableName: 'task_inputs',
  properties: {
    taskId: p.string().length(36).primary(),
    inputId: p.string().length(36).primary(),
  },
  indexes: [{ properties: ['inputId'] }],
})

export type TaskInput = InferEntity<typeof TaskInput>
