import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
})
afterAll(() => atelier.close())

const WATCH = `subscription ($id: ID!) {
  taskUpdated(id: $id) { version status project { name owner { username } } }
}`

/** Asks for a stream as a client that reads HTTP does. */
const ask = (accept: string, variables: object, token = ada.token) =>
  fetch(`${ada.gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query: WATCH, variables }),
  })

/** The task's states in a stream, which must end by itself. */
async function statesIn(response: Response): Promise<{ version: number; status: string; project: unknown }[]> {
  const text = await response.text()
  return [...text.matchAll(/"taskUpdated":(\{.*?\}\}\})/g)].map(([, json]) => JSON.parse(json as string))
}

describe('a generation that is watched over HTTP', () => {
  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'as %s is seen to its end, completed by all subgraphs, and the stream ends with it',
    async accept => {
      const posters = await ada.project('Posters')
      const { id } = await posters.generate({ prompt: 'a lighthouse at dusk', size: '256x256' })
      const states = await statesIn(await ask(accept, { id }))
      expect(states.at(-1)?.status).toBe('COMPLETED')
      const versions = states.map(state => state.version)
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
      for (const { project } of states) expect(project).toEqual({ name: 'Posters', owner: { username: ada.username } })
    },
  )

  it('is not shown to somebody else', async () => {
    const posters = await ada.project('Secrets')
    const { id } = await posters.generate({ prompt: 'a lighthouse at dusk', size: '256x256' })
    const bob = await atelier.user('bob')
    const answer = await ask('text/event-stream', { id }, bob.token)
    expect(answer.status).toBe(200)
    const events = [...(await answer.text()).matchAll(/^event: next\ndata: (.*)$/gm)].map(([, json]) =>
      JSON.parse(json as string),
    )
    expect(events).toMatchObject([{ errors: [{ message: 'There is no such task.', path: ['taskUpdated'] }] }])
    expect(events[0]).not.toHaveProperty('data')
  })
})
