import { projectEvent, userEvent } from './accounts.ts'
import { deadLetterMessage } from './deadLetters.ts'
import { generationControl, generationEvent, generationTask } from './generation.ts'

/** Tasks for workers, from the tasks service; key: task id. */
export const generationTasks = { name: 'generation-tasks', schema: generationTask }

/** Events of tasks' attempts, from workers to the tasks service; key: task id. */
export const generationEvents = { name: 'generation-events', schema: generationEvent }

/** Commands to every worker, from the tasks service; key: task id. */
export const generationControls = { name: 'generation-control', schema: generationControl }

/** Account events, from the users service; key: user id. */
export const userEvents = { name: 'user-events', schema: userEvent }

/** Project events, from the projects service; key: project id. */
export const projectEvents = { name: 'project-events', schema: projectEvent }

/** Unreadable messages, to the tasks service; key: that of the message. */
export const deadLetters = { name: 'dead-letters', schema: deadLetterMessage }
