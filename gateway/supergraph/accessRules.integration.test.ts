import { composeServices } from '@apollo/composition'
import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { Authorization } from '../protection/authorization/authorization.ts'
import { noPolicyIsMet } from '../protection/authorization/grants.ts'
import { loadSupergraph } from './supergraph.ts'

function rulesOf(imports: string, typeDefs: string) {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})`
  const { supergraphSdl, errors } = composeServices([
    { name: 'a', url: 'http://a', typeDefs: parse(`${link}\n${typeDefs}`) },
  ])
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
  return { sdl: supergraphSdl, rules: Object.fromEntries(loadSupergraph(supergraphSdl).accessRules) }
}

describe('the access rules of a supergraph', () => {
  it('are those of its types and fields, several on one together', () => {
    const { rules } = rulesOf(
      '["@authenticated", "@requiresScopes", "@policy"]',
      `type Query { both: Int @authenticated @requiresScopes(scopes: [["a", "b"], ["c"]]) free: Token mine: Int @policy(policies: [["p"]]) }
       scalar Token @authenticated`,
    )
    expect(rules).toEqual({
      'Query.both': { authenticated: true, scopes: [['a', 'b'], ['c']], policies: [] },
      'Query.mine': { authenticated: false, scopes: [], policies: [['p']] },
      Token: { authenticated: true, scopes: [], policies: [] },
    })
  })

  it('are found under other names', () => {
    const { sdl, rules } = rulesOf(
      '[{ name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@needs" }]',
      'type Query { a: Int @signedIn b: Int @needs(scopes: [["x"]]) }',
    )
    expect(sdl).toMatch(/a: Int @signedIn/)
    expect(rules).toEqual({
      'Query.a': { authenticated: true, scopes: [], policies: [] },
      'Query.b': { authenticated: false, scopes: [['x']], policies: [] },
    })
  })

  it('are none where a directive only has the name', () => {
    const { rules } = rulesOf(
      '["@key"]',
      'directive @authenticated on FIELD_DEFINITION type Query { a: Int @authenticated }',
    )
    expect(rules).toEqual({})
  })
})

describe('a rule on one implementation alone, as other composers write it', () => {
  const schema = buildSchema(`
    type Query { node: Node thing: Thing }
    interface Node { id: ID }
    interface Thing implements Node { id: ID }
    type Open implements Node { id: ID }
    type Shut implements Thing & Node { id: ID }`)
  const rules = new Map([['Shut', { authenticated: true, scopes: [], policies: [] }]])
  const authorization = new Authorization(schema, rules, { decide: noPolicyIsMet, rejects: false })
  const refused = (query: string) =>
    [...(authorization.unauthorizedFields(parse(query), undefined) ?? [])].map(({ name }) => name.value)

  it.each([
    ['{ node { id } }', ['id']],
    ['{ thing { id } }', ['id']],
    ['{ node { ... on Open { id } } }', []],
    ['{ node { ... on Shut { id } } }', ['id']],
    ['{ node { __typename } }', []],
  ])('refuses of %s: %j', (query, expected) => {
    expect(refused(query)).toEqual(expected)
  })

  it('is worked out once for a document and a set of rights', () => {
    const document = parse('{ node { id } }')
    expect(authorization.unauthorizedFields(document, undefined)).toBe(
      authorization.unauthorizedFields(document, undefined),
    )
  })
})
