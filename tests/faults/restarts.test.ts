import { codeOf } from '@atelier/testkit/app/answers.ts'
import { answered, failed } from '@atelier/testkit/app/load.ts'
import { becomeNotReady, notReady, type Outage, takeAwayFrom, untiring } from '@atelier/testkit/app/outage.ts'
import { stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { type RealAtelier, startRealAtelier } from '@atelier/testkit/app/realAtelier.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { type OwnServers, openOwnServers } from '@atelier/testkit/servers/ownServers.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let servers: OwnServers
let atelier: RealAtelier & TestAtelier
let ada: GatewayUser

beforeAll(async () => {
  servers = await openOwnServers()
  for (const [name, url] of Object.entries(servers.env)) vi.stubEnv(name, url)
  atelier = withPeople(await startRealAtelier(untiring))
  ada = await atelier.user('ada')
}, 300_000)
afterAll(async () => {
  await atelier?.close()
  await servers?.close()
  vi.unstubAllEnvs()
}, 90_000)

const killed = (name: 'mysql' | 'redis' | 'minio'): Outage => ({
  stop: () => servers[name].kill(),
  start: () => servers[name].start(),
})

describe('MySQL killed and started again on its data', { timeout: 240_000 }, () => {
  it('fails requests clearly meanwhile, and loses nothing that was accepted', async () => {
    const meanwhile = await takeAwayFrom(atelier, ada, killed('mysql'), () =>
      becomeNotReady(atelier, ['users', 'projects', 'tasks', 'worker']),
    )
    expect(failed(meanwhile).length).toBeGreaterThan(0)
    expect(answered(meanwhile, 'ask')).toEqual([])
  })
})

describe('Redis killed and started again empty', { timeout: 240_000 }, () => {
  it('fails no request, and an ended session stays ended', async () => {
    const { token, refreshToken } = await atelier.user('leaver')
    const at = (gateway: 0 | 1) => stranger(atelier.gateways[gateway] as string, token)
    const refusedAt = async (gateway: 0 | 1) =>
      expect(codeOf(await at(gateway).ask('{ me { id } }'))).toBe('UNAUTHENTICATED')
    const logout = 'mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }'
    expect(await at(0).get(logout, { t: refreshToken })).toEqual({ logout: { sessionsEnded: 1 } })
    await refusedAt(0)
    await waitUntil(() => refusedAt(1))

    const emptied: Outage = {
      ...killed('redis'),
      start: async () => {
        await servers.redis.wipe()
        await servers.redis.start()
      },
    }
    const meanwhile = await takeAwayFrom(atelier, ada, emptied, async () => {
      expect(await notReady(atelier)).toEqual([])
      await refusedAt(0)
      await refusedAt(1)
    })
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
    await refusedAt(0)
    await refusedAt(1)

    // One that begins now has heard of no session but through Redis.
    const gateway = atelier.replicas.gateway[1]
    await gateway.kill('SIGTERM')
    gateway.start()
    await gateway.ready()
    await refusedAt(1)
  })
})

describe('MinIO killed and started again on its data', { timeout: 240_000 }, () => {
  it('fails no request, keeps the pictures it had, and tasks are tried again until they are done', async () => {
    const before = await (await ada.project()).generate({ size: '64x64' })
    const pictures = await before.pictures()
    const meanwhile = await takeAwayFrom(atelier, ada, killed('minio'), () => becomeNotReady(atelier, ['worker']))
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
    expect(await before.pictures()).toEqual(pictures)
  })
})
