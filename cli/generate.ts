import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CancelTaskDocument,
  CreateProjectDocument,
  GenerateDesignDocument,
  ProjectsByNameDocument,
  type ProjectsByNameQuery,
  type TaskProgressFragment,
  WatchTaskDocument,
} from '@atelier/schema/documents/documents.generated.ts'
import type { GenerateArguments } from './arguments.ts'
import { CommandError, type GatewayClient } from './gatewayClient.ts'
import type { ProgressView } from './progress.ts'

/**
 * Generates pictures, shows their progress and saves them.
 * @param signal cancels the task.
 * @returns the paths of the saved files.
 */
export async function generate(
  client: GatewayClient,
  request: GenerateArguments,
  options: { progress: ProgressView; signal: AbortSignal },
): Promise<string[]> {
  const projectId = await projectOf(client, request.project)
  const task = await createTask(client, projectId, request)
  // If it fails, the task goes on and the subscription reports its end.
  const cancel = () => void client.run(CancelTaskDocument, { id: task.id }).catch(() => undefined)
  options.signal.addEventListener('abort', cancel, { once: true })
  const finished = await watch(client, task, options.progress)
  options.signal.removeEventListener('abort', cancel)
  if (finished.status === 'CANCELED') throw new CommandError('The task was canceled.')
  if (finished.status !== 'COMPLETED') throw new CommandError(finished.error?.message ?? 'The task failed.')
  return save(finished, request.out)
}

async function projectOf(client: GatewayClient, name: string): Promise<string> {
  let after: string | null = null
  do {
    const { projects }: ProjectsByNameQuery = await client.run(ProjectsByNameDocument, {
      search: name,
      after,
    })
    const mine = projects.nodes.find(project => project.name === name && project.viewerRole === 'OWNER')
    if (mine) return mine.id
    after = projects.pageInfo.hasNextPage ? projects.pageInfo.endCursor : null
  } while (after)
  const { createProject } = await client.run(CreateProjectDocument, { input: { name } })
  if (!createProject.project) throw new CommandError(sentences(createProject.userErrors))
  return createProject.project.id
}

async function createTask(
  client: GatewayClient,
  projectId: string,
  request: GenerateArguments,
): Promise<TaskProgressFragment> {
  const { prompt, style, size, count, seed, model } = request
  // An omitted option must be absent, not null, so that the schema's default applies.
  const given = Object.fromEntries(
    Object.entries({ style, size, count, seed, model }).filter(([, value]) => value !== undefined),
  )
  const { generateDesign } = await client.run(GenerateDesignDocument, { input: { projectId, prompt, ...given } })
  if (!generateDesign.task) throw new CommandError(sentences(generateDesign.userErrors))
  return generateDesign.task
}

async function watch(
  client: GatewayClient,
  task: TaskProgressFragment,
  progress: ProgressView,
): Promise<TaskProgressFragment> {
  try {
    for await (const { taskUpdated } of client.watch(WatchTaskDocument, { id: task.id })) {
      progress.show(taskUpdated)
      if (isFinal(taskUpdated)) return taskUpdated
    }
  } finally {
    progress.done()
  }
  throw new CommandError('The subscription ended before the task was finished.')
}

const isFinal = ({ status }: TaskProgressFragment) => ['COMPLETED', 'FAILED', 'CANCELED'].includes(status)

async function save(task: TaskProgressFragment, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true }).catch(error => {
    throw new CommandError(`Cannot write to ${folder}: ${error.message}.`)
  })
  return Promise.all(
    task.artifacts.map(async ({ index, url }) => {
      const response = await fetch(url)
      if (!response.ok) throw new CommandError(`Picture ${index + 1} could not be fetched (status ${response.status}).`)
      const path = join(folder, `${task.id}-${index + 1}.png`)
      await writeFile(path, Buffer.from(await response.arrayBuffer())).catch(error => {
        throw new CommandError(`Cannot write ${path}: ${error.message}.`)
      })
      return path
    }),
  )
}

const sentences = (userErrors: readonly { message: string }[]) => userErrors.map(error => error.message).join(' ')
