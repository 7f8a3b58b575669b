import { expect, it } from 'vitest'
import { OffsetCommits } from './offsetCommits.ts'

it('commits where to go on, and of what came during a commit only the furthest', async () => {
  const committed: string[] = []
  const first = Promise.withResolvers<void>()
  const commits = new OffsetCommits(async offset => {
    committed.push(offset)
    if (committed.length === 1) await first.promise
  })
  for (const offset of ['7', '8', '9']) commits.reach(offset)
  expect(committed).toEqual(['8'])
  first.resolve()
  await commits.settled()
  expect(committed).toEqual(['8', '10'])
  commits.reach('10')
  await commits.settled()
  expect(committed).toEqual(['8', '10', '11'])
})

it('ends at the first commit that fails, and tells of it', async () => {
  const committed: string[] = []
  const commits = new OffsetCommits(async offset => {
    committed.push(offset)
    throw new Error('rebalancing')
  })
  commits.reach('1')
  await expect(commits.settled()).rejects.toThrow('rebalancing')
  commits.reach('2')
  await expect(commits.settled()).rejects.toThrow('rebalancing')
  expect(commits.hasFailed).toBe(true)
  expect(committed).toEqual(['2'])
})
