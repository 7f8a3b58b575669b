import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { credentials } from '@atelier/devservers/contract/addresses.ts'
import { createMinio } from '@atelier/devservers/servers/minio/minio.ts'
import { type OwnServer, openOwnServer, ownServer } from '@atelier/testkit/servers/ownServer.ts'
import { AwsClient } from 'aws4fetch'
import { Client } from 'minio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const BUCKET = 'pictures'
const { accessKey, secretKey } = credentials.minio
const policyOf = (service: string) =>
  readFileSync(join(import.meta.dirname, 'minio', `${service}.json`), 'utf8').replaceAll('BUCKET', BUCKET)

const minio = await ownServer(createMinio)

describe.runIf(minio.available)(`the policy at MinIO${minio.note}`, { timeout: 60_000 }, () => {
  let server: OwnServer
  let port: number
  let root: Client

  const clientFor = (keys: { accessKey: string; secretKey: string; sessionToken?: string }) =>
    new Client({ endPoint: '127.0.0.1', port, useSSL: false, region: 'us-east-1', ...keys })

  /** Somebody who may do what MinIO's administrator and this policy both may. */
  async function withPolicy(service: string): Promise<Client> {
    const admin = new AwsClient({
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      service: 'sts',
      region: 'us-east-1',
    })
    const response = await admin.fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', Policy: policyOf(service) }).toString(),
    })
    const answer = await response.text()
    const given = (name: string) => new RegExp(`<${name}>(.+?)</${name}>`).exec(answer)?.[1] ?? ''
    return clientFor({
      accessKey: given('AccessKeyId'),
      secretKey: given('SecretAccessKey'),
      sessionToken: given('SessionToken'),
    })
  }

  const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: 'AccessDenied' })
  const keysIn = async (client: Client, prefix: string) => {
    const keys: string[] = []
    for await (const { name } of client.listObjectsV2(BUCKET, prefix, true)) keys.push(name)
    return keys
  }

  beforeAll(async () => {
    server = await openOwnServer(settings => {
      port = settings.atelierMinioPort
      return createMinio(settings)
    })
    root = clientFor({ accessKey, secretKey })
    for (const bucket of [BUCKET, 'others']) await root.makeBucket(bucket)
    await root.putObject('others', 'tasks/a', 'theirs')
  }, 60_000)
  afterAll(() => server?.close(), 60_000)

  it('of tasks lets it look for its bucket, sign, put, get, list and delete in it', async () => {
    const tasks = await withPolicy('tasks')
    expect(await tasks.bucketExists(BUCKET)).toBe(true)
    for (const key of ['uploads/ada/1', 'tasks/1/1/0.png']) {
      await tasks.putObject(BUCKET, key, 'picture')
      expect((await tasks.statObject(BUCKET, key)).size).toBe(7)
      const signed = await fetch(await tasks.presignedGetObject(BUCKET, key, 60))
      expect(await signed.text()).toBe('picture')
    }
    const put = await fetch(await tasks.presignedPutObject(BUCKET, 'uploads/ada/2', 60), {
      method: 'PUT',
      body: 'mine',
    })
    expect(put.status).toBe(200)
    expect((await keysIn(tasks, 'uploads/')).sort()).toEqual(['uploads/ada/1', 'uploads/ada/2'])
    await tasks.removeObjects(BUCKET, ['uploads/ada/1', 'uploads/ada/2'])
    expect(await keysIn(root, 'uploads/')).toEqual([])
  })

  it('of the worker lets it get everything, and put, list and delete under tasks/ alone', async () => {
    const worker = await withPolicy('worker')
    expect(await worker.bucketExists(BUCKET)).toBe(true)
    await root.putObject(BUCKET, 'inputs/1', 'source')
    expect((await worker.statObject(BUCKET, 'inputs/1')).size).toBe(6)
    await worker.putObject(BUCKET, 'tasks/2/work/0.png', 'picture')
    expect(await keysIn(worker, 'tasks/2/')).toEqual(['tasks/2/work/0.png'])
    await worker.removeObjects(BUCKET, ['tasks/2/work/0.png'])
    expect(await keysIn(root, 'tasks/2/')).toEqual([])

    for (const key of ['inputs/1', 'uploads/ada/3']) await refused(worker.putObject(BUCKET, key, 'forged'))
    await refused(worker.removeObject(BUCKET, 'inputs/1'))
    expect((await root.statObject(BUCKET, 'inputs/1')).size).toBe(6)
  })

  it.each(['tasks', 'worker'])('of %s lets it do nothing outside of its bucket, and nothing to it', async service => {
    const account = await withPolicy(service)
    await refused(account.makeBucket('mine'))
    await refused(account.removeBucket(BUCKET))
    await refused(account.setBucketPolicy(BUCKET, policyOf('tasks')))
    await refused(account.setBucketVersioning(BUCKET, { Status: 'Suspended' }))
    await refused(account.getBucketPolicy(BUCKET))
    await refused(account.getObject('others', 'tasks/a'))
    await refused(account.putObject('others', 'tasks/a', 'mine'))
    await refused(account.removeObject('others', 'tasks/a'))
    expect((await account.listBuckets()).map(({ name }) => name)).toEqual([BUCKET])
  })
})
