import { projectEvent, userEvent } from './accounts.ts'
import { deadLetterMessage } from './deadLetters.ts'
import { generationControl, generationEvent, generationTask } from './generation.ts'

/** Tasks for workers, from the tasks service; key: task id. */
export const generationTasks = { name: 'generation-tasks', schema: generationTask }

/** What workers tell of tasks, to the tasks service; key: task id. */
export const generationEvents = { name: 'generation-events', schema: generationEvent }

/** What every worker must hear at once, from the tasks service; key: task id. */
export const generationControls = { name: 'generation-control', schema: generationControl }

/** What happens to accounts, from the users service; key: user id. */
export const userEvents = { name: 'user-events', schema: userEvent }

/** What happens to projects, from the projects service; key: project id. */
export const projectEvents = { name: 'project-events', schema: projectEvent }

/** Messages that could not be read, to the tasks service, which keeps them; key: the message's own. */
export const deadLetters = { name: 'dead-letters', schema: deadLetterMessage }
