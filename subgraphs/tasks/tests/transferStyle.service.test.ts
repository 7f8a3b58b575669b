import { newId } from '@atelier/platform/ids/ids.ts'
import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks({ settings: { maxUploads: 8 } })
})
afterAll(() => service.close())

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { upload { id url headers expiresAt } userErrors { code field } }
}`
const TRANSFER = `mutation ($input: TransferStyleInput!) {
  transferStyle(input: $input) { task { id type size style prompt } userErrors { code field } }
}`

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#3a7' } })

async function upload(person: TasksUser, bytes: Uint8Array, contentType = 'image/png'): Promise<string> {
  const { data } = await person.run(CREATE, { input: { contentType, bytes: bytes.length } })
  const { id, url, headers } = data.createUpload.upload
  const put = await fetch(url, { method: 'PUT', headers, body: Buffer.from(bytes) })
  expect(put.status).toBeLessThan(300)
  return id
}

const transfer = async (person: TasksUser, input: Record<string, unknown>) =>
  (await person.run(TRANSFER, { input: { projectId: person.projectId, style: 'ink', ...input } })).data.transferStyle

describe('a style transfer', () => {
  it('starts from an upload, at its own size, and makes pictures', async () => {
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await picture(200, 100).png().toBuffer())
    const { task, userErrors } = await transfer(ada, { sourceUploadId, strength: 0.3, count: 2, prompt: 'warmer' })
    expect(userErrors).toEqual([])
    expect(task).toMatchObject({ type: 'STYLE_TRANSFER', size: '200x100', style: 'ink', prompt: 'warmer' })
    const taken = await service.worker.task(task.id)
    const { source, styleReference, strength } = taken.request.transfer ?? {}
    expect({ styleReference, strength }).toEqual({ styleReference: null, strength: 0.3 })
    const bytes = await service.storage.get(source?.key ?? '')
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 200, height: 100 })
    await taken.makes()
    expect((await ada.run(TASK, { id: task.id })).data.task).toMatchObject({
      status: 'COMPLETED',
      artifacts: [{ index: 0 }, { index: 1 }],
    })
  })

  it('starts from an upright picture without what a camera wrote into it', async () => {
    const ada = await service.person()
    const photo = await picture(300, 150)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const sourceUploadId = await upload(ada, photo, 'image/jpeg')
    const { task } = await transfer(ada, { sourceUploadId })
    expect(task.size).toBe('150x300')
    const key = (await service.worker.task(task.id)).request.transfer?.source.key ?? ''
    const metadata = await sharp(await service.storage.get(key)).metadata()
    expect(metadata).toMatchObject({ autoOrient: { width: 150, height: 300 }, format: 'jpeg' })
    expect(metadata.exif?.includes('Somebody')).toBe(false)
    expect([metadata.xmp, metadata.icc]).toEqual([undefined, undefined])
  })

  it('starts from an artifact that one can see', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.asks({ size: '128x96' })
    const [made] = await (await service.worker.task(id)).makes()
    const sourceArtifactId = made?.id
    expect((await transfer(ada, { sourceArtifactId })).task.size).toBe('128x96')
    expect((await transfer(bob, { sourceArtifactId })).userErrors).toEqual([
      { code: 'ARTIFACT_NOT_FOUND', field: ['input', 'sourceArtifactId'] },
    ])
  })

  it('takes palette and tone from a second picture, with or without a style', async () => {
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await picture(64, 64).webp().toBuffer(), 'image/webp')
    const styleUploadId = await upload(ada, await picture(80, 80).png().toBuffer())
    const { task } = await transfer(ada, { sourceUploadId, styleUploadId, style: null, size: '256x256' })
    expect(task).toMatchObject({ style: 'default', size: '256x256' })
    const { transfer: told } = (await service.worker.task(task.id)).request
    expect(await sharp(await service.storage.get(told?.styleReference?.key ?? '')).metadata()).toMatchObject({
      width: 80,
    })
  })

  it('can be asked for again, from the same picture', async () => {
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await picture(64, 64).png().toBuffer())
    const { task } = await transfer(ada, { sourceUploadId })
    const first = await service.worker.task(task.id)
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id: task.id })
    const { data } = await ada.run('mutation ($id: ID!) { retryTask(id: $id) { task { id } userErrors { code } } }', {
      id: task.id,
    })
    const again = await service.worker.task(data.retryTask.task.id)
    expect(again.request.transfer).toEqual(first.request.transfer)
    expect(await service.storage.info(again.request.transfer?.source.key ?? '')).toBeDefined()
  })

  it('is fitted to what can be asked for when its source is larger or smaller', async () => {
    const ada = await service.person()
    const large = await upload(ada, await picture(4000, 1000).png().toBuffer())
    const small = await upload(ada, await picture(10, 20).png().toBuffer())
    expect((await transfer(ada, { sourceUploadId: large })).task.size).toBe('2048x512')
    expect((await transfer(ada, { sourceUploadId: small })).task.size).toBe('64x128')
  })

  it('finds no upload of another person, none that does not exist and none that was not put yet', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const bobs = await upload(bob, await picture(64, 64).png().toBuffer())
    const { data } = await ada.run(CREATE, { input: { contentType: 'image/png', bytes: 10 } })
    const field = ['input', 'sourceUploadId']
    for (const [sourceUploadId, code] of [
      [bobs, 'UPLOAD_NOT_FOUND'],
      [newId(), 'UPLOAD_NOT_FOUND'],
      ['nonsense', 'UPLOAD_NOT_FOUND'],
      [data.createUpload.upload.id, 'UPLOAD_NOT_READY'],
    ]) {
      expect(await transfer(ada, { sourceUploadId })).toEqual({ task: null, userErrors: [{ code, field }] })
    }
    const both = await transfer(ada, { sourceUploadId: newId(), styleUploadId: newId() })
    expect(both.userErrors.map((error: { field: string[] }) => error.field[1])).toEqual([
      'sourceUploadId',
      'styleUploadId',
    ])
  })

  it('is refused what is no picture, whatever it is called', async () => {
    const ada = await service.person()
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    const whole = await picture(64, 64).png().toBuffer()
    const gif = await picture(64, 64).gif().toBuffer()
    for (const bytes of [Buffer.from('hello'), svg, gif, whole.subarray(0, 60)]) {
      const result = await transfer(ada, { sourceUploadId: await upload(ada, bytes) })
      expect(result).toMatchObject({ task: null, userErrors: [{ code: 'UPLOAD_NOT_AN_IMAGE' }] })
    }
    const huge = await picture(5000, 10).png().toBuffer()
    expect((await transfer(ada, { sourceUploadId: await upload(ada, huge) })).userErrors).toMatchObject([
      { code: 'UPLOAD_TOO_LARGE' },
    ])
  })

  it('is told everything that is wrong with the request', async () => {
    const ada = await service.person()
    const result = await transfer(ada, { style: null, strength: 7 })
    expect(result.userErrors.map((error: { code: string }) => error.code)).toEqual([
      'INVALID_STRENGTH',
      'INVALID_SOURCE',
      'INVALID_STYLE',
    ])
    const bob = await service.person()
    expect((await transfer(bob, { projectId: ada.projectId })).userErrors).toMatchObject([
      { code: 'PROJECT_NOT_FOUND' },
    ])
  })

  it('is the same task for the same idempotency key, with one set of pictures', async () => {
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await picture(64, 64).png().toBuffer())
    const results = await Promise.all(
      Array.from({ length: 4 }, () => transfer(ada, { sourceUploadId, idempotencyKey: 'k' })),
    )
    expect(new Set(results.map(({ task }) => task.id)).size).toBe(1)
  })
})

describe('an upload', () => {
  it('needs somebody who is signed in, and says what it will be', async () => {
    const ada = await service.person()
    const input = { contentType: 'image/svg+xml', bytes: 0 }
    expect((await ada.run(CREATE, { input })).data.createUpload).toEqual({
      upload: null,
      userErrors: [
        { code: 'INVALID_CONTENT_TYPE', field: ['input', 'contentType'] },
        { code: 'INVALID_BYTES', field: ['input', 'bytes'] },
      ],
    })
    expect((await service.anonymous.run(CREATE, { input })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('is one too many when somebody has very many', async () => {
    const ada = await service.person()
    const input = { contentType: 'image/png', bytes: 1 }
    for (let i = 0; i < 8; i++) await ada.run(CREATE, { input })
    expect((await ada.run(CREATE, { input })).data.createUpload.userErrors).toMatchObject([
      { code: 'TOO_MANY_UPLOADS' },
    ])
  })

  it('is removed after a day, and the tasks that started from it keep the picture', async () => {
    const ada = await service.person()
    const sourceUploadId = await upload(ada, await picture(64, 64).png().toBuffer())
    const { task } = await transfer(ada, { sourceUploadId })
    const source = (await service.worker.task(task.id)).request.transfer?.source.key ?? ''
    service.ports.clock.advance(25 * 3_600_000)
    await eventually(async () => !(await service.storage.info(`uploads/${ada.id}/${sourceUploadId}`)))
    expect(await service.storage.info(source)).toBeDefined()
  })
})
