import { describe, expect, it } from 'vitest'
import { ManifestError, readManifest } from './manifest.ts'
import { type DocumentReference, PersistedDocuments, type PersistedMode } from './persistedDocuments.ts'

const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const manifest = readManifest(JSON.stringify({ [HASH]: '{ a }', short: '{ b }' }))

const answer = (mode: PersistedMode, reference: DocumentReference) => {
  const resolved = new PersistedDocuments(mode, manifest).resolve(reference)
  return resolved && ('error' in resolved ? resolved.error.extensions.code : resolved.query)
}

const hashed = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

describe('a reference to a document', () => {
  it.each<[DocumentReference, Record<PersistedMode, string | undefined>]>([
    [{ query: '{ c }' }, { off: '{ c }', prefer: '{ c }', only: 'QUERY_NOT_IN_SAFELIST' }],
    [{ query: '{ a }' }, { off: '{ a }', prefer: '{ a }', only: '{ a }' }],
    [{ query: '{a}' }, { off: '{a}', prefer: '{a}', only: 'QUERY_NOT_IN_SAFELIST' }],
    [{ documentId: HASH }, { off: undefined, prefer: '{ a }', only: '{ a }' }],
    [{ documentId: `sha256:${HASH}` }, { off: undefined, prefer: '{ a }', only: '{ a }' }],
    [
      { query: '', documentId: 'short' },
      { off: '', prefer: '{ b }', only: '{ b }' },
    ],
    [
      { documentId: 'unknown' },
      { off: undefined, prefer: 'PERSISTED_QUERY_NOT_IN_LIST', only: 'PERSISTED_QUERY_NOT_IN_LIST' },
    ],
    [hashed(HASH), { off: undefined, prefer: '{ a }', only: '{ a }' }],
    [hashed('unknown'), { off: undefined, prefer: undefined, only: 'PERSISTED_QUERY_NOT_IN_LIST' }],
    [
      { query: '{ c }', ...hashed(HASH) },
      { off: '{ c }', prefer: '{ c }', only: 'QUERY_NOT_IN_SAFELIST' },
    ],
    [
      { query: 7, documentId: 7, extensions: 'x' },
      { off: undefined, prefer: undefined, only: undefined },
    ],
    [{ extensions: { persistedQuery: null } }, { off: undefined, prefer: undefined, only: undefined }],
    [
      { documentId: '__proto__' },
      { off: undefined, prefer: 'PERSISTED_QUERY_NOT_IN_LIST', only: 'PERSISTED_QUERY_NOT_IN_LIST' },
    ],
  ])('%j is taken as each mode has it', (reference, expected) => {
    expect({
      off: answer('off', reference),
      prefer: answer('prefer', reference),
      only: answer('only', reference),
    }).toEqual(expected)
  })

  it('means what the list has by then', () => {
    const documents = new PersistedDocuments('only', manifest)
    documents.replace(readManifest('{"short": "{ c }"}'))
    expect(documents.resolve({ documentId: 'short' })).toEqual({ query: '{ c }' })
    expect(documents.resolve({ query: '{ a }' })).toHaveProperty('error')
  })
})

describe('a list of documents', () => {
  it('is read as the codegen writes it, and as Apollo does', () => {
    const apollo = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'short', body: 'query B { b }', name: 'B', type: 'query' }],
    }
    expect([...readManifest(JSON.stringify(apollo))]).toEqual([['short', 'query B { b }']])
    expect([...readManifest('{"sha256:abc": "{ b }"}')]).toEqual([['abc', '{ b }']])
  })

  it.each([
    ['{', /JSON/],
    ['[]', /must be a JSON object/],
    ['{"a": 1}', /must be a JSON object/],
    ['{"good": "{ a }", "bad": "{ a", "worse": ""}', /^bad: Syntax Error.*\nworse: Syntax Error/],
  ])('%s is refused, with the reason', (json, reason) => {
    expect(() => readManifest(json)).toThrow(ManifestError)
    expect(() => readManifest(json)).toThrow(reason)
  })
})
