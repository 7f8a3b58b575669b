import { describe, expect, it } from 'vitest'
import { chooseCutOffs, type Holder } from './unsentLimits.ts'

const holder = (address: string, bytes: number, stalledMs: number, underWay = 0): Holder => ({
  ...{ address, bytes, stalledMs, underWay },
})
const choose = (holders: Holder[], limits: Partial<Parameters<typeof chooseCutOffs>[1]>) => {
  const chosen = chooseCutOffs(holders, {
    timeoutMs: Infinity,
    slowestLine: Infinity,
    perAddress: Infinity,
    inAll: Infinity,
    ...limits,
  })
  return holders.map(one => chosen.get(one))
}

describe('which connections are cut off', () => {
  it('is none without limits', () => {
    expect(choose([holder('a', 1e12, 1e12)], {})).toEqual([undefined])
  })

  it('is who took nothing for longer than the time-out', () => {
    expect(choose([holder('a', 1, 1_001), holder('a', 1e9, 1_000)], { timeoutMs: 1_000 })).toEqual([
      'stalled',
      undefined,
    ])
  })

  it('is not who may wait for what is under way on a slow line, for up to twice the time-out', () => {
    const limits = { timeoutMs: 1_000, slowestLine: 100 }
    expect(choose([holder('a', 1, 1_500, 50), holder('a', 1, 1_501, 50)], limits)).toEqual([undefined, 'stalled'])
    expect(choose([holder('a', 1, 2_000, 1e9), holder('a', 1, 2_001, 1e9)], limits)).toEqual([undefined, 'stalled'])
  })

  it('is of an address with too much who took nothing for longest, and no more than need be', () => {
    const holders = [holder('a', 40, 20_000), holder('a', 40, 30_000), holder('a', 40, 15_000), holder('b', 90, 90_000)]
    expect(choose(holders, { perAddress: 100 })).toEqual([undefined, 'address', undefined, undefined])
  })

  it('is nobody who took some of it just now, up to twice the limit', () => {
    const holders = [holder('a', 100, 0), holder('a', 60, 900)]
    expect(choose(holders, { perAddress: 100 })).toEqual([undefined, undefined])
    expect(choose([...holders, holder('a', 60, 10)], { perAddress: 100 })).toEqual([undefined, 'address', undefined])
  })

  it('is of all those first for whose address most waits', () => {
    const holders = [holder('a', 60, 50_000), holder('b', 50, 20_000), holder('b', 50, 10_000)]
    expect(choose(holders, { inAll: 120 })).toEqual([undefined, 'all', undefined])
  })

  it('counts what is cut off for its address no more among all', () => {
    const holders = [holder('a', 200, 50_000), holder('b', 50, 20_000)]
    expect(choose(holders, { perAddress: 100, inAll: 100 })).toEqual(['address', undefined])
  })
})
