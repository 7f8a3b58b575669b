import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway({ INTROSPECTION: 'off' })
})
afterAll(() => gateway.close())

describe.each(Object.keys(transports))('without introspection, by %s', way => {
  const ask = async (query: string, variables?: object) =>
    (await transports[way]?.(gateway, { query, variables })) ?? {}

  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Job") { fields { name } } }',
    '{ a: __schema { queryType { name } } }',
    '{ ...F } fragment F on Query { __schema { types { name } } }',
    '{ me ... on Query { __type(name: "Job") { name } } }',
  ])('the schema is not told: %s', async query => {
    const { data, errors } = await ask(query)
    expect(data).toBeUndefined()
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it.each([
    ['a field', '{ persom }'],
    ['an argument', '{ job(idd: 1) { id } }'],
    ['a type', '{ ... on Querry { me } }'],
    ['a fragment', '{ ...Ff } fragment F on Query { me }'],
    ['a directive', '{ me @includ(if: true) }'],
    ['a variable', 'query ($id: ID) { job(id: $idd) { id } }'],
  ])('no names are suggested for %s', async (_, query) => {
    const { errors = [] } = await ask(query)
    expect(errors.length).toBeGreaterThan(0)
    for (const { message } of errors) expect(message).not.toContain('Did you mean')
  })

  it('the name of an object’s type is told', async () => {
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } })
  })
})
