import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { type MisbehavingServer, says, startMisbehavingServer } from '@atelier/testkit/gateway/misbehavingServer.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: TestGateway
let people: MisbehavingServer
let jobs: MisbehavingServer
beforeAll(async () => {
  people = await startMisbehavingServer(() => gateway.servers.people.url)
  jobs = await startMisbehavingServer(() => gateway.servers.jobs.url)
  gateway = await startTestGateway({
    SUBGRAPH_URLS: `people=${people.url},jobs=${jobs.url}`,
    SUBGRAPH_ERROR_CODES: '*=OUT_OF_STOCK,people=name.taken,people=E/42',
    SUBGRAPH_CIRCUIT_FAILURE_PERCENT: '0',
    MAX_ERROR_LENGTH: '100',
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([people.close(), jobs.close()])
})

const failing = (extensions: object, message = 'Only 3 are left.') =>
  says(200, JSON.stringify({ data: null, errors: [{ message, path: ['me'], extensions }] }))

/** The error that a client gets of the people. */
async function shown(extensions: object, message?: string) {
  people.behave(failing(extensions, message))
  return (await gateway.post('{ me }')).errors
}

const MASKED = [{ extensions: { code: 'INTERNAL_SERVER_ERROR', serviceName: 'people' } }]

describe("a subgraph's own error codes", () => {
  it.each(['OUT_OF_STOCK', 'name.taken', 'E/42'])(
    'reach clients with their message when they are named: %s',
    async code => {
      expect(await shown({ code })).toEqual([
        { message: 'Only 3 are left.', path: ['me'], extensions: { code, serviceName: 'people' } },
      ])
    },
  )

  it('bring the extensions of known codes along and no others', async () => {
    const extensions = {
      retryAfter: 3,
      serviceName: 'stock',
      http: { status: 599 },
      stacktrace: ['at shard 3'],
      host: 'db1',
    }
    expect(await shown({ code: 'OUT_OF_STOCK', ...extensions })).toMatchObject([
      { extensions: { code: 'OUT_OF_STOCK', retryAfter: 3, serviceName: 'stock' } },
    ])
    expect(JSON.stringify(await shown({ code: 'OUT_OF_STOCK', ...extensions }))).not.toMatch(/shard|599|db1/)
  })

  it('have messages of the length of any other', async () => {
    const [error] = await shown({ code: 'OUT_OF_STOCK' }, 'x'.repeat(10_000))
    expect(error?.message.length).toBeLessThan(200)
  })

  it.each(['SOLD_OUT', 'out_of_stock', 'OUT_OF_STOCK ', '', null, 7, ['OUT_OF_STOCK'], { a: 1 }, '__proto__'])(
    'are masked when they are not named: %j',
    async code => {
      const errors = await shown({ code })
      expect(errors).toMatchObject(MASKED)
      expect(JSON.stringify(errors)).not.toContain('3 are left')
    },
  )

  it('are named for one subgraph or for all', async () => {
    const codes: unknown[] = []
    for (const code of ['OUT_OF_STOCK', 'name.taken']) {
      jobs.behave(says(200, JSON.stringify({ data: null, errors: [{ message: 'no', extensions: { code } }] })))
      codes.push((await gateway.post('{ job(id: "j1") { id } }')).errors[0]?.extensions.code)
    }
    jobs.behave()
    expect(codes).toEqual(['OUT_OF_STOCK', 'INTERNAL_SERVER_ERROR'])
  })

  it('reach clients of WebSockets and streams, too', async () => {
    people.behave(failing({ code: 'OUT_OF_STOCK' }))
    const { value } = await gateway.connect().iterate({ query: '{ me }' }).next()
    expect(value).toMatchObject({ errors: [{ message: 'Only 3 are left.', extensions: { code: 'OUT_OF_STOCK' } }] })
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: '{"query":"{ me }"}',
    })
    expect(await response.text()).toContain('Only 3 are left.')
  })

  it('reach clients in the results of subscriptions', async () => {
    people.behave(
      says(200, '{"data":{"_entities":[null]},"errors":[{"message":"Gone.","extensions":{"code":"name.taken"}}]}'),
    )
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    const query = 'subscription { jobUpdated(id: "j1") { status owner { name } } }'
    const { value } = await gateway.connect().iterate({ query }).next()
    expect(value).toMatchObject({ errors: [{ message: 'Gone.', extensions: { code: 'name.taken' } }] })
  })
})

describe('settings', () => {
  it.each([
    ['OUT_OF_STOCK', 'must look like name=TASK_LOCKED'],
    ['tasks=', 'must look like name=TASK_LOCKED'],
    ['tasks=*', 'must be a whole code'],
    ['tasks=TASK LOCKED', 'must be a whole code'],
    [`tasks=${'A'.repeat(101)}`, 'must be a whole code'],
    ['*=INTERNAL_SERVER_ERROR', 'MASK_ERRORS=off'],
    ['*=PERSISTED_QUERY_NOT_FOUND', 'is a code of the gateway itself'],
  ])('are refused at start: %s', (given, reason) => {
    const start = () =>
      loadConfig(gatewayEnvironment, { AUTH: 'off', SUBGRAPH_ERROR_CODES: `*=FINE,*=RATE_LIMITED,${given}` })
    expect(start).toThrow(reason)
    expect(start).toThrow(/SUBGRAPH_ERROR_CODES/)
  })
})
