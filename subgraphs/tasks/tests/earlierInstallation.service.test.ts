import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { startTestTasks, TASK } from '@atelier/testkit/tasks/testTasks.ts'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { tasksDatabase } from '../data/definition.ts'

const log = createLogger({ name: 'test', level: 'silent' })
const png = () =>
  sharp({ create: { width: 96, height: 80, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer()

/** A database after that many migrations, and a way to write rows into it as they were then. */
async function openEarlier(migrations: number) {
  const { url, remove } = await createTestDatabase()
  const { sqlite, mysql } = tasksDatabase.migrations
  const database = await openDatabase(
    { ...tasksDatabase, migrations: { sqlite: sqlite.slice(0, migrations), mysql: mysql.slice(0, migrations) } },
    { url, log },
  )
  const insert = (table: string, row: Record<string, unknown>) =>
    database
      .fork()
      .execute(
        `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row).map(() => '?')})`,
        Object.values(row),
      )
  return { insert, url, remove, close: () => database.close() }
}

/** A database as it was before pictures were shared by tasks, with a canceled task of a person's and an upload. */
async function earlierDatabase(owner: string, projectId: string, taskId: string, uploadId: string) {
  const { insert, url, remove, close } = await openEarlier(1)
  const now = new Date()
  const transfer = { source: { key: `inputs/${taskId}/source.png`, contentType: 'image/png' }, strength: 0.8 }
  await insert('tasks', {
    ...{ id: taskId, type: 'STYLE_TRANSFER', status: 'CANCELED', version: 2, progress: 0, prompt: '', search_text: '' },
    ...{
      style: 'ink',
      width: 64,
      height: 48,
      count: 1,
      seed: 1,
      priority: 1,
      attempt: 0,
      failures: 0,
      max_attempts: 3,
    },
    ...{ last_sequence: 0, project_id: projectId, requested_by_id: owner, next_attempt_at: now, created_at: now },
    ...{ updated_at: now, finished_at: now, transfer: JSON.stringify({ ...transfer, styleReference: null }) },
  })
  await insert('uploads', {
    ...{ id: uploadId, owner_id: owner, object_key: `uploads/${owner}/${uploadId}`, content_type: 'image/png' },
    ...{ bytes: (await png()).length, created_at: now, remove_at: new Date(now.getTime() + 3_600_000) },
  })
  await close()
  return { url, remove }
}

it('an installation from before pictures were shared goes on with its tasks and uploads', async () => {
  const [owner, taskId, uploadId] = [newId(), newId(), newId()]
  const projectId = newId()
  const database = await earlierDatabase(owner, projectId, taskId, uploadId)
  const service = await startTestTasks({ ports: { databaseUrl: database.url }, settings: { orphanSweepMs: 50 } })
  try {
    for (const key of [`inputs/${taskId}/source.png`, `uploads/${owner}/${uploadId}`]) {
      await service.storage.put(key, await png(), { contentType: 'image/png' })
    }
    const ada = await service.person({ id: owner })
    service.projects.add({ id: projectId, roles: { [owner]: 'OWNER' } })
    const { data } = await ada.run('mutation ($id: ID!) { retryTask(id: $id) { task { id } userErrors { code } } }', {
      id: taskId,
    })
    expect(data.retryTask.userErrors).toEqual([])
    const source = (await service.worker.task(data.retryTask.task.id)).request.transfer?.source
    expect(source?.key.startsWith(`inputs/${owner}/`)).toBe(true)

    const used = await ada.run(
      'mutation ($input: TransferStyleInput!) { transferStyle(input: $input) { task { id size } userErrors { code } } }',
      { input: { projectId: ada.projectId, sourceUploadId: uploadId, style: 'ink' } },
    )
    expect(used.data.transferStyle).toMatchObject({ task: { size: '96x80' }, userErrors: [] })
    // The same picture: both start from one.
    const { transfer } = (await service.worker.task(used.data.transferStyle.task.id)).request
    expect(transfer?.source).toEqual(source)
  } finally {
    await service.close()
    await database.remove()
  }
})

it('an installation from before a request was one value keeps what its tasks asked for', async () => {
  const [owner, projectId] = [newId(), newId()]
  const { insert, url, remove, close } = await openEarlier(2)
  const now = new Date()
  const asked = [
    { prompt: 'a "Grand Hotel" by the sea\n\u{1f6a4}', options: { a: { b: [1.5, true, null] } }, embedPrompt: true },
    { prompt: "it's \\ a boat", options: {}, embedPrompt: false, model: 'procedural' },
    { prompt: 'a boat', options: null, embedPrompt: null },
  ].map(request => ({ model: null, ...request, id: newId() }))
  for (const { id, prompt, options, embedPrompt, model } of asked) {
    await insert('tasks', {
      ...{ id, type: 'IMAGE_GENERATION', status: 'CANCELED', version: 2, progress: 0, prompt, search_text: prompt },
      ...{ style: 'ink', width: 64, height: 48, count: 2, seed: 2 ** 31 - 2, priority: 1, attempt: 0, failures: 0 },
      ...{ max_attempts: 3, last_sequence: 0, project_id: projectId, requested_by_id: owner, next_attempt_at: now },
      ...{ created_at: now, updated_at: now, finished_at: now, requested_model: model, embed_prompt: embedPrompt },
      options: options && JSON.stringify(options),
    })
  }
  await close()
  const service = await startTestTasks({ ports: { databaseUrl: url } })
  try {
    const ada = await service.person({ id: owner })
    service.projects.add({ id: projectId, roles: { [owner]: 'OWNER' } })
    const expected = { style: 'ink', count: 2, seed: 2 ** 31 - 2 }
    for (const { id, prompt, options, embedPrompt, model } of asked) {
      const { data } = await ada.run(TASK, { id })
      expect(data.task).toMatchObject({ ...expected, prompt, options, model, size: '64x48', status: 'CANCELED' })
      const retried = await ada.run('mutation ($id: ID!) { retryTask(id: $id) { task { id } } }', { id })
      const claimed = await service.worker.task(retried.data.retryTask.task.id)
      await claimed.makes()
      const { request } = claimed
      const size = { width: 64, height: 48 }
      expect(request).toMatchObject({ ...expected, ...size, prompt, options: options ?? {}, model, embedPrompt })
      expect(request).toMatchObject({ type: 'IMAGE_GENERATION', transfer: null })
    }
  } finally {
    await service.close()
    await remove()
  }
})
