import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

// A GET is refused before: it may be for a query alone, and it is not known to be one.
const { GET: _, ...others } = transports

describe.each(Object.entries(others))('over %s it is said what to do', (_, send) => {
  it.each([
    [
      'several operations and no name',
      { query: 'query A { me } query B { me }' },
      'The document has more than one operation. Name the one to run in operationName.',
    ],
    [
      'a name that no operation has',
      { query: 'query A { me }', operationName: 'C' },
      'The document has no operation of the name in operationName. Name one that it has.',
    ],
  ])('about %s', async (_, params, message) => {
    const { errors } = await send(gateway, params)
    expect(errors).toEqual([{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }])
  })
})
