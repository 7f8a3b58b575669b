import { describe, expect, it } from 'vitest'
import { FairRetryBudget } from './fairRetryBudget.ts'
import { RetryBudget } from './retryBudget.ts'

function newBudget(settings: { perRequest?: number; perSecond?: number; most?: number }) {
  let now = 0
  const budget = new RetryBudget({ perRequest: 0, perSecond: 0, most: 2, ...settings }, () => now)
  return {
    budget,
    /** @returns how many retries were granted. */
    spendAll: () => {
      let granted = 0
      while (budget.spend()) granted += 1
      return granted
    },
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a retry budget', () => {
  it('begins with what can be saved up', () => {
    expect(newBudget({ most: 3 }).spendAll()).toBe(3)
  })

  it('grants one retry for so many requests', () => {
    const { budget, spendAll } = newBudget({ perRequest: 0.25 })
    spendAll()
    for (let n = 0; n < 3; n++) budget.earn()
    expect(spendAll()).toBe(0)
    budget.earn()
    expect(spendAll()).toBe(1)
  })

  it('grants a few as time goes by, but does not save up more than it may', () => {
    const { spendAll, pass } = newBudget({ perSecond: 1 })
    spendAll()
    pass(999)
    expect(spendAll()).toBe(0)
    pass(1)
    expect(spendAll()).toBe(1)
    pass(60_000)
    expect(spendAll()).toBe(2)
  })

  it('loses nothing when the clock is set back', () => {
    const { spendAll, pass } = newBudget({ perSecond: 1 })
    pass(-60_000)
    expect(spendAll()).toBe(2)
  })
})

describe('a budget for several callers', () => {
  const settings = { perRequest: 0.2, perSecond: 0, most: 20 }
  const retries = (budget: FairRetryBudget, caller: string) => {
    let count = 0
    while (count < 100 && budget.spend({ caller, address: caller })) count += 1
    return count
  }

  it('leaves half of what is saved up to the others', () => {
    const budget = new FairRetryBudget(settings, () => 0)
    expect(retries(budget, 'ada')).toBe(10)
    expect(retries(budget, 'bob')).toBe(10)
    expect(retries(budget, 'eve')).toBe(0)
  })

  it('gives a caller who earned some more', () => {
    const budget = new FairRetryBudget(settings, () => 0)
    retries(budget, 'ada')
    for (let n = 0; n < 5; n++) budget.earn({ caller: 'ada', address: 'ada' })
    for (let n = 0; n < 5; n++) budget.earn({ caller: 'bob', address: 'bob' })
    expect(retries(budget, 'ada')).toBe(1)
  })
})
