import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHouse } from '../fixtures/gatewayHouse.ts'

let house: Awaited<ReturnType<typeof startHouse>>
beforeEach(async () => {
  house = await startHouse()
  house.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => house.close())

/** The supergraph with one more field, whose name tells which it is. */
const supergraph = (n: number) =>
  house.supergraphOf([
    house.people,
    { ...house.work, typeDefs: house.work.typeDefs.replace('type Query {', `type Query { v${n}: Int`) },
  ])

const hasField = async (name: string) => {
  const { data } = await house.post('{ __type(name: "Query") { fields { name } } }')
  return data.__type.fields.some((field: { name: string }) => field.name === name)
}

describe('a supergraph that is replaced under load', () => {
  it('fails no request, whether the new one is good or broken', async () => {
    const answers: unknown[] = []
    let isOver = false
    const load = Promise.all(
      [1, 2, 3].map(async () => {
        while (!isOver) answers.push(await house.post('{ job(id: "j1") { status owner { name } } }'))
      }),
    )
    for (let n = 1; n <= 3; n++) {
      house.replaceSupergraph(supergraph(n))
      await vi.waitFor(async () => expect(await hasField(`v${n}`)).toBe(true))
      house.replaceSupergraph(`broken ${n}`)
    }
    isOver = true
    await load
    const good = { status: 200, data: { job: { status: 'NEW', owner: { name: 'Ada' } } }, errors: [] }
    expect(answers.length).toBeGreaterThan(3)
    for (const answer of answers) expect(answer).toMatchObject(good)
  })

  it('lets an operation that was begun on the old one finish on it', async () => {
    const answer = house.post('{ held }')
    await vi.waitFor(() => expect(house.servers.people.requests).toHaveLength(1))
    const people = { ...house.people, typeDefs: house.people.typeDefs.replace('held: String', '') }
    house.replaceSupergraph(house.supergraphOf([people, house.work]))
    await vi.waitFor(async () => expect(await hasField('held')).toBe(false))
    house.release()
    expect((await answer).data).toEqual({ held: 'released' })
  })
})

describe('a gateway that closes', () => {
  it('lets running operations finish and takes no new ones', async () => {
    const answer = house.post('{ held }')
    await vi.waitFor(() => expect(house.servers.people.requests).toHaveLength(1))
    const closed = house.gateway.close()
    house.release()
    const { status, data, headers } = await answer
    expect({ status, data }).toEqual({ status: 200, data: { held: 'released' } })
    expect(headers.get('connection')).toBe('close')
    await closed
    await expect(house.post('{ me }')).rejects.toThrow()
  })
})
