import { userErrorCodes } from '@atelier/testkit/app/answers.ts'
import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let project: TestProject
let photo: Buffer

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
  project = await ada.project()
  const ramp = Buffer.from(Array.from({ length: 200 * 150 * 3 }, (_, index) => (index * 7 + (index >> 6)) % 256))
  photo = await sharp(ramp, { raw: { width: 200, height: 150, channels: 3 } })
    .png()
    .toBuffer()
})
afterAll(() => atelier.close())

const CREATE_UPLOAD = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { upload { id url headers expiresAt } userErrors { code field } }
}`

async function createUpload(person: GatewayUser, bytes: Buffer, contentType = 'image/png') {
  const { createUpload: payload } = await person.get(CREATE_UPLOAD, { input: { contentType, bytes: bytes.length } })
  return payload.upload as { id: string; url: string; headers: Record<string, string> }
}

async function upload(person: GatewayUser, bytes: Buffer, contentType = 'image/png'): Promise<string> {
  const { id, url, headers } = await createUpload(person, bytes, contentType)
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  expect(response.ok).toBe(true)
  return id
}

const refusal = async (person: GatewayUser, input: Record<string, unknown>) => {
  const answer = await (person === ada ? project : await person.project()).tryTransferStyle(input)
  return userErrorCodes(answer.data.transferStyle)
}

describe('restyling a picture', () => {
  it('works on an upload, in its own size', async () => {
    const task = await project.transferStyle({ sourceUploadId: await upload(ada, photo), style: 'ink' })
    const state = await task.finished()
    expect(state).toMatchObject({ status: 'COMPLETED' })
    const [picture] = await task.pictures()
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 200, height: 150 })
    expect(picture?.equals(photo)).toBe(false)
  })

  it('works on an earlier picture, with the palette of another one', async () => {
    const earlier = await (await project.generate({ prompt: 'a forest', seed: 1 })).finished()
    const reference = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#d03020' } })
      .jpeg()
      .toBuffer()
    const task = await project.transferStyle({
      sourceArtifactId: earlier.artifacts[0]?.id,
      styleUploadId: await upload(ada, reference, 'image/jpeg'),
      strength: 1,
      size: '96x96',
    })
    const [picture] = await task.pictures()
    const { dominant } = await sharp(picture).stats()
    expect(await sharp(picture).metadata()).toMatchObject({ width: 96, height: 96 })
    expect(dominant.r).toBeGreaterThan(dominant.b)
  })
})

describe('an upload', () => {
  it('takes the announced bytes once and nothing else', async () => {
    const { url, headers } = await createUpload(ada, photo)
    const put = (body: Buffer, address = url) =>
      fetch(address, { method: 'PUT', headers, body: new Uint8Array(body) }).then(
        response => response.status,
        () => 'cut off',
      )
    expect(await put(photo, url.replace(/(signature=)[^&]+/i, '$1wrong'))).toBe(403)
    expect(await put(Buffer.concat([photo, photo]))).not.toBe(200)
    expect(await put(photo)).toBeLessThan(300)
    // A conflict where a folder keeps objects, a failed condition where MinIO does.
    expect([409, 412]).toContain(await put(photo))
  })

  it('that is no image is refused when it is to be used', async () => {
    const text = Buffer.from('this is no picture, whatever its name says')
    expect(await refusal(ada, { sourceUploadId: await upload(ada, text), style: 'ink' })).toEqual([
      'UPLOAD_NOT_AN_IMAGE',
    ])
  })

  it('that never came is refused', async () => {
    const { id } = await createUpload(ada, photo)
    expect(await refusal(ada, { sourceUploadId: id, style: 'ink' })).toEqual(['UPLOAD_NOT_READY'])
  })

  it('of another person does not exist', async () => {
    const id = await upload(ada, photo)
    const bob = await atelier.user('bob')
    expect(await refusal(bob, { sourceUploadId: id, style: 'ink' })).toEqual(['UPLOAD_NOT_FOUND'])
  })

  it.each([
    ['of a strange type', { contentType: 'text/html', bytes: 10 }],
    ['of nothing', { contentType: 'image/png', bytes: 0 }],
    ['that is too large', { contentType: 'image/png', bytes: 2_000_000_000 }],
  ])('%s is not begun', async (_, input) => {
    const { createUpload: payload } = await ada.get(CREATE_UPLOAD, { input })
    expect(payload.upload).toBeNull()
    expect(payload.userErrors).toHaveLength(1)
  })
})

describe('a request to restyle', () => {
  it.each([
    ['no source', { style: 'ink' }],
    ['an artifact that does not exist', { sourceArtifactId: '01890000-0000-7000-8000-000000000000', style: 'ink' }],
    ['an artifact id that is none', { sourceArtifactId: 'x', style: 'ink' }],
  ])('with %s is refused', async (_, input) => {
    expect(await refusal(ada, input)).toHaveLength(1)
  })

  it('with two sources, an unknown style or a strength beyond one is refused', async () => {
    const sourceUploadId = await upload(ada, photo)
    const both = { sourceUploadId, sourceArtifactId: '01890000-0000-7000-8000-000000000000', style: 'ink' }
    expect(await refusal(ada, both)).toEqual(['INVALID_SOURCE'])
    expect(await refusal(ada, { sourceUploadId, style: 'vapour' })).toEqual(['UNKNOWN_STYLE'])
    expect(await refusal(ada, { sourceUploadId, style: 'ink', strength: 1.5 })).toEqual(['INVALID_STRENGTH'])
  })
})
