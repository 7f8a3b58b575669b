import { expect, it } from 'vitest'
import { changeOf } from './projectChange.ts'

const project = { name: 'Posters', description: null, visibility: 'PRIVATE' as const, tags: ['a', 'b'] }

it.each([
  ['nothing given', {}, {}],
  ['all as it was', { name: 'Posters', description: null, visibility: 'PRIVATE' as const, tags: ['a', 'b'] }, {}],
  ['another name', { name: 'Maps' }, { name: 'Maps' }],
  ['a description', { description: '' }, { description: '' }],
  ['another visibility', { visibility: 'PUBLIC' as const }, { visibility: 'PUBLIC' }],
  ['tags in another order', { tags: ['b', 'a'] }, { tags: ['b', 'a'] }],
  ['fewer tags', { tags: ['a'] }, { tags: ['a'] }],
  ['no tags', { tags: [] }, { tags: [] }],
])('%s changes what differs', (_, edit, change) => {
  expect(changeOf(project, edit)).toEqual(change)
})
