import { describe, expect, it } from 'vitest'
import { LastSeenVersions } from './lastSeenVersions.ts'

describe('the versions seen last', () => {
  it('go forwards only', () => {
    const versions = new LastSeenVersions(10)
    expect([3, 3, 2, 4].map(version => versions.advance('a', version))).toEqual([true, false, false, true])
    expect(versions.advance('b', 1)).toBe(true)
    expect([...versions]).toEqual([
      ['a', 4],
      ['b', 1],
    ])
  })

  it('can be set back', () => {
    const versions = new LastSeenVersions(10)
    versions.set('a', 3)
    versions.set('a', 1)
    expect(versions.get('a')).toBe(1)
    expect(versions.advance('a', 2)).toBe(true)
  })

  it('are those of the things seen last, where there are too many', () => {
    const versions = new LastSeenVersions(2)
    for (const id of ['a', 'b']) versions.advance(id, 1)
    versions.advance('a', 2)
    versions.advance('c', 1)
    expect([...versions].map(([id]) => id)).toEqual(['a', 'c'])
    expect(versions.get('b')).toBeUndefined()
  })
})
