import { newId } from '@atelier/platform/ids/ids.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { openMinioSpace } from '@atelier/testkit/servers/minioSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TasksSettings } from '../config.ts'

const minio = await realService('minio')
const storages = [
  { name: 'a folder', space: () => undefined },
  ...(minio.available ? [{ name: 'MinIO', space: () => openMinioSpace(minio.url) }] : []),
]

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { upload { id url headers } userErrors { code field } }
}`
const TRANSFER = `mutation ($input: TransferStyleInput!) {
  transferStyle(input: $input) { task { id size } userErrors { code field } }
}`
const DAY_MS = 86_400_000

const noise = (width: number, height: number, shade = 31) => {
  const data = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * shade + (i >> 5)) % 256))
  return sharp(data, { raw: { width, height, channels: 3 } })
}

async function upload(person: TasksUser, bytes: Uint8Array, contentType = 'image/jpeg'): Promise<string> {
  const { data } = await person.run(CREATE, { input: { contentType, bytes: bytes.length } })
  const { id, url, headers } = data.createUpload.upload
  expect((await fetch(url, { method: 'PUT', headers, body: Buffer.from(bytes) })).status).toBeLessThan(300)
  return id
}

const transfer = async (person: TasksUser, input: Record<string, unknown>) =>
  (await person.run(TRANSFER, { input: { projectId: person.projectId, style: 'ink', ...input } })).data.transferStyle

const keysUnder = async (storage: ObjectStorage, prefix: string) =>
  (await Array.fromAsync(storage.list(prefix))).map(({ key }) => key).sort()

const cancel = (person: TasksUser, id: string) =>
  person.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id })
const retry = async (person: TasksUser, id: string) =>
  (await person.run('mutation ($id: ID!) { retryTask(id: $id) { task { id } userErrors { code } } }', { id })).data
    .retryTask

/** A service of a test on a storage of its own. */
async function openOn(space: (typeof storages)[number]['space'], settings: Partial<TasksSettings>) {
  const own = space()
  const objects = await own?.open()
  const service = await startTestTasks({ ...(objects ? { objects } : {}), settings })
  return {
    service,
    async close() {
      await service.close()
      await objects?.close()
      await own?.close()
    },
  }
}

describe.each(storages)('a picture that style transfers start from, in $name', ({ space }) => {
  let service: TestTasks
  let storage: ObjectStorage
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ service, close } = await openOn(space, { inFlightPerUser: 100 }))
    storage = service.storage
  })
  afterAll(() => close())

  it('is kept once for all of them, no larger than it came, and fetched and looked at once', async () => {
    const ada = await service.person()
    const photo = await noise(600, 400)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .toBuffer()
    const get = vi.spyOn(storage, 'get')
    const put = vi.spyOn(storage, 'put')
    const sourceUploadId = await upload(ada, photo)
    const results = await Promise.all(Array.from({ length: 20 }, () => transfer(ada, { sourceUploadId })))
    results.push(await transfer(ada, { sourceUploadId: await upload(ada, photo) }))
    expect(results.flatMap(({ userErrors }) => userErrors)).toEqual([])

    const kept = await keysUnder(storage, `inputs/${ada.id}/`)
    expect(kept).toHaveLength(1)
    expect(await keysUnder(storage, `uploads/${ada.id}/`)).toEqual([])
    const fetched = get.mock.calls.filter(([key]) => key.startsWith(`uploads/${ada.id}/`))
    expect(fetched).toHaveLength(2)
    expect(put.mock.calls.filter(([key]) => key.startsWith(`inputs/${ada.id}/`))).toHaveLength(1)
    vi.restoreAllMocks()
    const bytes = Buffer.from((await storage.get(kept[0] as string)) ?? [])
    expect(bytes.length).toBeLessThan(photo.length)
    expect(bytes.includes('Somebody')).toBe(false)
    for (const { task } of results) {
      const { source } = (await service.worker.task(task.id)).request.transfer ?? {}
      expect(source).toEqual({ key: kept[0], contentType: 'image/jpeg' })
    }
  })

  it('goes when the tasks that it was kept for can not be tried again any more, and leaves nothing behind', async () => {
    const ada = await service.person()
    const { task } = await transfer(ada, {
      sourceUploadId: await upload(ada, await noise(64, 64, 7).jpeg().toBuffer()),
    })
    await cancel(ada, task.id)
    service.ports.clock.advance(6 * DAY_MS)
    const later = await service.person({ id: ada.id })
    const again = await retry(later, task.id)
    expect(again.userErrors).toEqual([])
    await cancel(later, again.task.id)
    expect(await keysUnder(storage, `inputs/${ada.id}/`)).toHaveLength(1)
    service.ports.clock.advance(8 * DAY_MS)
    await eventually(async () => (await keysUnder(storage, `inputs/${ada.id}/`)).length === 0)
    expect((await retry(await service.person({ id: ada.id }), task.id)).userErrors).toEqual([{ code: 'SOURCE_GONE' }])
  })

  it('stays while one of them goes on, however long that takes', async () => {
    const ada = await service.person()
    const { task } = await transfer(ada, {
      sourceUploadId: await upload(ada, await noise(64, 64, 9).jpeg().toBuffer()),
    })
    const { source } = (await service.worker.task(task.id)).request.transfer ?? {}
    service.ports.clock.advance(30 * DAY_MS)
    // What is due at the same time and not needed goes, so that it is known that the other was looked at.
    const bob = await service.person()
    await upload(bob, await noise(64, 64, 11).jpeg().toBuffer())
    service.ports.clock.advance(2 * DAY_MS)
    await eventually(async () => (await keysUnder(storage, `uploads/${bob.id}/`)).length === 0)
    expect(await storage.info(source?.key ?? '')).toBeDefined()
  })

  it('goes with the project and with the account', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    for (const person of [ada, bob]) {
      await transfer(person, { sourceUploadId: await upload(person, await noise(64, 64, 13).jpeg().toBuffer()) })
    }
    const at = new Date().toISOString()
    const tell = (topic: string, key: string, value: object) =>
      service.ports.bus.publish([
        { topic, key, value: JSON.stringify({ version: 1, at, kind: 'deleted', ...value }), headers: {} },
      ])
    await tell('user-events', bob.id, { userId: bob.id })
    expect(await keysUnder(storage, `inputs/${bob.id}/`)).toEqual([])
    await tell('project-events', ada.projectId, { projectId: ada.projectId, ownerId: ada.id })
    // Until then it can still be used as an upload.
    service.ports.clock.advance(2 * DAY_MS)
    await eventually(async () => (await keysUnder(storage, `inputs/${ada.id}/`)).length === 0)
  })

  it("is an artifact of one's own where it is, and one of somebody else's as a copy of one's own", async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const [made] = await (await service.worker.task(await ada.asks({ size: '128x96' }))).makes()
    const own = await transfer(ada, { sourceArtifactId: made?.id })
    const other = service.projects.add({ roles: { [ada.id]: 'VIEWER', [bob.id]: 'OWNER' } })
    expect((await service.worker.task(own.task.id)).request.transfer?.source.key).toBe(made?.key)
    expect(await keysUnder(storage, `inputs/${ada.id}/`)).toEqual([])

    const [bobs] = await (await service.worker.task(await bob.asks({ projectId: other }))).makes()
    for (let i = 0; i < 3; i++) expect((await transfer(ada, { sourceArtifactId: bobs?.id })).userErrors).toEqual([])
    const [copy, ...more] = await keysUnder(storage, `inputs/${ada.id}/`)
    expect(more).toEqual([])
    expect((await storage.info(copy ?? ''))?.bytes).toBeLessThanOrEqual(
      (await storage.info(bobs?.key ?? ''))?.bytes ?? 0,
    )
  })

  it('is found out by a sweep when no row names it, as everything else that a crash left, and nothing else is', async () => {
    const { service, close } = await openOn(space, { orphanSweepMs: 50 })
    const { storage } = service
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await noise(64, 64, 17).jpeg().toBuffer())
    const { task } = await transfer(ada, { sourceUploadId })
    const done = await ada.asks()
    const [made] = await (await service.worker.task(done)).makes()
    await upload(ada, await noise(64, 64, 19).jpeg().toBuffer())
    const known = [
      (await service.worker.task(task.id)).request.transfer?.source.key ?? '',
      made?.key ?? '',
      ...(await keysUnder(storage, `uploads/${ada.id}/`)),
      // What a task from before pictures were shared starts from.
      `inputs/${task.id}/source.png`,
      // What a worker has under way.
      `tasks/${task.id}/work/0-1-1.png`,
    ]
    const orphans = [
      `uploads/${ada.id}/${newId()}`,
      `inputs/${ada.id}/${newId()}.png`,
      `inputs/${newId()}/source.png`,
      `tasks/${newId()}/1/0.png`,
      `tasks/${done}/work/0-1-1.png`,
    ]
    for (const key of [...known.slice(-2), ...orphans])
      await storage.put(key, Buffer.from('bytes'), { contentType: 'image/png' })
    const there = async (keys: readonly string[]) =>
      (await Promise.all(keys.map(key => storage.info(key)))).filter(info => info !== undefined).length
    expect(await there(orphans)).toBe(orphans.length)
    service.ports.clock.advance(2 * 3_600_000)
    await eventually(async () => (await there(orphans)) === 0)
    expect(await there(known)).toBe(known.length)
    await close()
  })
})

describe('what is dear', () => {
  let service: TestTasks
  beforeAll(async () => {
    service = await startTestTasks({
      settings: {
        maxUnfinishedTasks: 2,
        uploadsPerWindow: 6,
        pictureChecksPerWindow: 3,
        maxStoredBytesPerUser: 100_000,
      },
    })
  })
  afterAll(() => service.close())

  it('is not begun for a task that would be one too many', async () => {
    const ada = await service.person()
    for (let i = 0; i < 2; i++) await ada.asks()
    const sourceUploadId = await upload(ada, await noise(64, 64).jpeg().toBuffer())
    const get = vi.spyOn(service.storage, 'get')
    expect((await transfer(ada, { sourceUploadId })).userErrors).toMatchObject([{ code: 'TOO_MANY_TASKS' }])
    expect(get).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('is done once for an upload that is no picture', async () => {
    const ada = await service.person()
    const whole = await noise(200, 200).png().toBuffer()
    const damaged = whole.subarray(0, whole.length / 2)
    const sourceUploadId = await upload(ada, damaged, 'image/png')
    const get = vi.spyOn(service.storage, 'get')
    for (let i = 0; i < 5; i++) {
      expect((await transfer(ada, { sourceUploadId })).userErrors).toMatchObject([{ code: 'UPLOAD_NOT_AN_IMAGE' }])
    }
    expect(get).toHaveBeenCalledTimes(1)
    vi.restoreAllMocks()
  })

  it('is done only so often within a window, for uploads and for looking at them', async () => {
    const ada = await service.person()
    const ids = []
    for (let i = 0; i < 6; i++)
      ids.push(
        await upload(
          ada,
          await noise(64, 64, 3 + i)
            .jpeg()
            .toBuffer(),
        ),
      )
    const { errors } = await ada.run(CREATE, { input: { contentType: 'image/png', bytes: 10 } })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
    for (const id of ids.slice(0, 3)) {
      const { task } = await transfer(ada, { sourceUploadId: id })
      await cancel(ada, task.id)
    }
    const refused = await ada.run(TRANSFER, {
      input: { projectId: ada.projectId, style: 'ink', sourceUploadId: ids[4] },
    })
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' })
    const bob = await service.person()
    const bobs = await upload(bob, await noise(64, 64).jpeg().toBuffer())
    expect((await transfer(bob, { sourceUploadId: bobs })).userErrors).toEqual([])
    service.ports.clock.advance(11 * 60_000)
    expect((await transfer(ada, { sourceUploadId: ids[4] })).userErrors).toEqual([])
  })

  it('takes room from a quota, which what was never put gives back after a quarter of an hour', async () => {
    const ada = await service.person()
    const create = async (bytes: number, person = ada) =>
      (await person.run(CREATE, { input: { contentType: 'image/png', bytes } })).data.createUpload
    const together = await Promise.all([60_000, 60_000].map(bytes => create(bytes)))
    expect(together.filter(({ upload: made }) => made !== null).length).toBeLessThanOrEqual(1)
    if (together.every(({ upload: made }) => made === null)) expect((await create(60_000)).userErrors).toEqual([])
    expect(await create(60_000)).toEqual({
      upload: null,
      userErrors: [{ code: 'QUOTA_EXCEEDED', field: ['input', 'bytes'] }],
    })
    await eventually(async () => {
      // Longer than the window of the rate limit, too, which counts each try.
      service.ports.clock.advance(17 * 60_000)
      return (await create(60_000, await service.person({ id: ada.id }))).upload
    })
  })
})

it('is looked at in turns, so that a person with one waits for one of another with many', async () => {
  const service = await startTestTasks()
  try {
    const [ada, bob] = [await service.person(), await service.person()]
    const adas = await Promise.all(
      Array.from({ length: 6 }, async (_, i) =>
        upload(
          ada,
          await noise(900, 900, 3 + i)
            .png()
            .toBuffer(),
          'image/png',
        ),
      ),
    )
    const bobs = await upload(bob, await noise(64, 64).png().toBuffer(), 'image/png')
    const order: string[] = []
    const get = service.storage.get.bind(service.storage)
    const { promise: first, resolve: onFirst } = Promise.withResolvers<void>()
    vi.spyOn(service.storage, 'get').mockImplementation(async key => {
      order.push(key.split('/')[1] ?? '')
      onFirst()
      return get(key)
    })
    const all = adas.map(sourceUploadId => transfer(ada, { sourceUploadId }))
    await first
    const last = transfer(bob, { sourceUploadId: bobs })
    expect((await last).userErrors).toEqual([])
    await Promise.all(all)
    vi.restoreAllMocks()
    expect(order).toHaveLength(7)
    // Some may have been taken while the request of the other was on its way.
    expect(order.indexOf(bob.id)).toBeLessThan(6)
  } finally {
    await service.close()
  }
})
