import { describe, expect, it } from 'vitest'
import { PlanUsage } from './planUsage.ts'

const use = { source: '{ a }', operationName: null, conditions: {}, overrides: [] }

/** Counts as often as told. */
function countTimes(usage: PlanUsage, key: string, times: number) {
  const counted = usage.open(key, use)
  for (let n = 0; n < times; n++) usage.count(counted)
  return counted
}

const keys = (usage: PlanUsage, count = 10) => usage.most(count).map(({ key }) => key)

describe('the use of plans', () => {
  it('names those used most first', () => {
    const usage = new PlanUsage(10)
    countTimes(usage, 'little', 1)
    countTimes(usage, 'much', 5)
    countTimes(usage, 'some', 2)
    countTimes(usage, 'some', 2)
    expect(keys(usage)).toEqual(['much', 'some', 'little'])
    expect(keys(usage, 1)).toEqual(['much'])
  })

  it('stays small under a flood of operations that come once, without losing those that are used', () => {
    const usage = new PlanUsage(4)
    countTimes(usage, 'much', 100)
    for (let n = 0; n < 1000; n++) {
      countTimes(usage, `once ${n}`, 1)
      countTimes(usage, 'much', 1)
    }
    expect(keys(usage)).toHaveLength(new Set(keys(usage)).size)
    expect(keys(usage).length).toBeLessThanOrEqual(4)
    expect(keys(usage)[0]).toBe('much')
  })

  it('finds one again that was forgotten and is then used much', () => {
    const usage = new PlanUsage(2)
    const forgotten = usage.open('forgotten', use)
    for (const key of ['a', 'b', 'c', 'd']) countTimes(usage, key, 1)
    expect(keys(usage)).not.toContain('forgotten')
    for (let n = 0; n < 100; n++) usage.count(forgotten)
    expect(keys(usage)[0]).toBe('forgotten')
  })
})
