import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
afterEach(() => gateway.close())

/** Starts the same operation several times over one connection, and waits until all of them are under way. */
async function startMany(query: string, times: number) {
  const client = gateway.connect()
  const many = Array.from({ length: times }, () => new Results(client, { query }))
  const answers = many.map(results => results.next())
  // Operations of one connection begin in order: those before this one reached their subgraph when it is answered.
  await using last = new Results(client, { query: '{ me }' })
  await last.next()
  return { many, answers }
}

const heldRequests = () => gateway.servers.people.requests.length - 1

describe('queries of one caller that are asked at the same time', () => {
  it('reach the subgraph once and are answered each', async () => {
    gateway = await startTestGateway()
    const { answers } = await startMany('{ held }', 3)
    expect(heldRequests()).toBe(1)
    gateway.release()
    expect(await Promise.all(answers)).toEqual(Array(3).fill({ data: { held: 'released' } }))
  })

  it('are answered also when the first one is given up', async () => {
    gateway = await startTestGateway()
    const { many, answers } = await startMany('{ held }', 2)
    const first = expect(answers[0]).rejects.toThrow('over')
    await many[0]?.[Symbol.asyncDispose]()
    await first
    gateway.release()
    expect(await answers[1]).toEqual({ data: { held: 'released' } })
    expect(gateway.servers.people.abandoned()).toBe(0)
  })

  it('reach the subgraph each where sharing is off', async () => {
    gateway = await startTestGateway({ SUBGRAPH_SHARING: 'off' })
    const { answers } = await startMany('{ held }', 3)
    expect(heldRequests()).toBe(3)
    gateway.release()
    await Promise.all(answers)
  })
})

describe('queries of several callers', () => {
  it('reach the subgraph each in the name of its caller', async () => {
    gateway = await startTestGateway()
    const tokens = await Promise.all([gateway.ports.tokenOf(), gateway.ports.tokenOf()])
    const answers = tokens.map(({ token }) => gateway.post('{ me }', { headers: { authorization: `Bearer ${token}` } }))
    expect((await Promise.all(answers)).map(({ data }) => data.me)).toEqual(
      tokens.map(({ token }) => `Bearer ${token}`),
    )
  })
})
