import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const open = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  fetch(`${gateway.url}${path}`, { headers })

describe('Apollo Sandbox', () => {
  it('is what a browser gets that opens the endpoint', async () => {
    const response = await open('/graphql')
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('new window.EmbeddedSandbox')
  })

  it('may load by its own policy what its page asks for, and no header of ours forbids it', async () => {
    const response = await open('/graphql')
    const page = await response.text()
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
    const scripts = [...page.matchAll(/<script nonce="(\w+)"(?: src="(https:\/\/[^/"]+))?/g)]
    expect(scripts.length).toBeGreaterThan(0)
    for (const [, nonce, host] of scripts) {
      expect(policy).toContain(`'nonce-${nonce}'`)
      if (host) expect(policy).toContain(host)
    }
    expect(policy).toContain('frame-src')
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'")
    expect(response.headers.get('cross-origin-embedder-policy')).toBeNull()
  })

  it('sends nothing about its use to Apollo', async () => {
    expect(await (await open('/graphql')).text()).toContain('"runTelemetry":false')
  })

  it('leads to GraphiQL where it cannot be loaded itself', async () => {
    const page = await (await open('/graphql')).text()
    const [, place = ''] = /might be offline\. <a href="([^"]+)">/.exec(page) ?? []
    expect(await (await open(place)).text()).toContain('Atelier GraphiQL')
    expect(page).toContain('#embeddableSandbox:empty { pointer-events: none; }')
  })

  it('may call from where Apollo hosts it, with the headers that it has', async () => {
    const origin = 'https://studio.apollographql.com'
    const asked =
      'authorization,content-type,apollo-require-preflight,x-apollo-operation-name,apollographql-client-name,apollographql-client-version'
    const preflight = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    expect(preflight.headers.get('access-control-allow-headers')?.split(/, ?/)).toEqual(asked.split(','))
    const { token } = await gateway.ports.tokenOf()
    const headers = { origin, authorization: `Bearer ${token}`, 'x-apollo-operation-name': 'Me' }
    const answer = await gateway.post('query Me { me }', { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.data).toEqual({ me: `Bearer ${token}` })
  })
})

describe('GraphiQL', () => {
  it('is a page with files of this host alone', async () => {
    const response = await open('/graphiql')
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    const places = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, place]) => place ?? '')
    expect(places.filter(place => !place.startsWith('/graphiql/files/') && place !== 'data:,')).toEqual([])
    for (const place of places.filter(one => one.startsWith('/'))) {
      const file = await open(place, { accept: '*/*' })
      expect([place, file.status]).toEqual([place, 200])
      expect((await file.text()).length).toBeGreaterThan(100_000)
    }
  })

  it('lets its page run nothing else and hear from nowhere else', async () => {
    const policy = (await open('/graphiql')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
  })

  it('sends its files once', async () => {
    const first = await open('/graphiql/files/graphiql.js', { 'accept-encoding': 'gzip' })
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('content-encoding')).toBe('gzip')
    const plain = await open('/graphiql/files/graphiql.js', { 'accept-encoding': 'identity' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(await first.text())
    expect((await open('/graphiql/files/graphiql.js', { 'if-none-match': etag })).status).toBe(304)
  })

  it.each(['package.json', '..%2f..%2fconfig.ts', '__proto__', 'constructor'])('has no file %s', async name => {
    expect((await open(`/graphiql/files/${name}`)).status).toBe(404)
  })
})

describe('where explorers are off', () => {
  it('there is neither', async () => {
    const plain = await startTestGateway({ EXPLORERS: 'off' })
    try {
      const sandbox = await fetch(`${plain.url}/graphql`, { headers: { accept: 'text/html' } })
      expect(await sandbox.text()).not.toContain('<html')
      expect(sandbox.status).toBe(400)
      expect((await fetch(`${plain.url}/graphiql`)).status).toBe(404)
      expect((await fetch(`${plain.url}/graphiql/files/graphiql.js`)).status).toBe(404)
      expect((await plain.post('{ me }')).data).toEqual({ me: null })
    } finally {
      await plain.close()
    }
  })
})
