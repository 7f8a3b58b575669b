import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway({ CORS_ORIGINS: 'https://ours.example' })
})
afterAll(() => gateway.close())

const call = (init: RequestInit) => fetch(`${gateway.url}/graphql`, init)

describe('a method that GraphQL does not use', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('is refused with those that there are: %s', async method => {
    const response = await call({ method, headers: { 'content-type': 'application/xml' }, body: '<a/>' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })
})

describe('a browser that asks whether a page may call', () => {
  const ask = (origin: string) =>
    call({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })

  it('is told so for a page of an origin that may', async () => {
    const response = await ask('https://ours.example')
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://ours.example')
  })

  it('is told nothing of the kind for a page of another', async () => {
    const response = await ask('https://other.example')
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect([...response.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([])
  })
})
