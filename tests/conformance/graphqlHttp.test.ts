import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  atelier = await startTestGateway()
})
afterAll(() => atelier.close())

/** Reads of a browser must show that they were allowed, or any page could make them. */
const fetchAsked: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, 'apollo-require-preflight': 'true' } })

const audits = serverAudits({ url: () => `${atelier.url}/graphql`, fetchFn: fetchAsked })

/** https://graphql.github.io/graphql-over-http/ */
describe('GraphQL over HTTP', () => {
  it.each(audits.map(audit => ({ audit, ...audit })))('$id $name', async ({ audit }) => {
    const result = await audit.fn()
    expect(result.status, 'reason' in result ? result.reason : undefined).toBe('ok')
  })

  it('is audited in full', () => {
    expect(audits.length).toBeGreaterThan(50)
  })
})
