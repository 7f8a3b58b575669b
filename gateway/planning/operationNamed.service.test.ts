import { startHouse } from '@atelier/testkit/gateway/testGateway.ts'
import { waysIn } from '@atelier/testkit/gateway/transports.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let house: Awaited<ReturnType<typeof startHouse>>
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.close())

// A GET is refused before: it may be for a query alone, and it is not known to be one.
const { GET: _, ...others } = waysIn

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
    const { errors } = await send(house, params)
    expect(errors).toEqual([{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }])
  })
})
