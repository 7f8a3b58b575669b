import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { retryAfterMs } from './exchange.ts'
import { timeoutOf } from './httpTransport.ts'
import { RetryBudget } from './retryBudget.ts'
import { retrying } from './retrying.ts'
import { SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const QUERY: SubgraphRequest = { service: 'things', url: '', operationKind: 'query', body: '{}', headers: {} }

const refused = (afterMs?: number) =>
  new SubgraphFetchError('things', afterMs === undefined ? 'timeout' : 'unreachable', {
    message: 'no',
    retry: afterMs === undefined ? undefined : { afterMs },
  })

/** A subgraph that answers with these one after the other. */
function newRetrying(
  outcomes: (SubgraphReply | SubgraphFetchError)[],
  options: { retries?: number; saved?: number } = {},
) {
  const sentAt: number[] = []
  const begun = performance.now()
  const send = retrying(
    async () => {
      sentAt.push(performance.now() - begun)
      const outcome = outcomes.shift()
      if (!outcome || outcome instanceof Error) throw outcome
      return outcome
    },
    {
      retries: options.retries ?? 1,
      maxWaitMs: 10_000,
      budget: new RetryBudget({ perRequest: 0, perSecond: 0, most: options.saved ?? 10 }, () => 0),
      onRetry: () => {},
      random: () => 0.5,
    },
  )
  /** @returns the answer, or why there is none. */
  const ask = async (request: Partial<SubgraphRequest> = {}) => {
    const answer = send({ ...QUERY, ...request }).catch((error: SubgraphFetchError) => error.reason)
    await vi.runAllTimersAsync()
    return answer
  }
  return { send, ask, sentAt }
}

const DATA = { data: { a: 1 } }

describe('a query that the subgraph did not take on', () => {
  it('is sent again after a moment', async () => {
    const { ask, sentAt } = newRetrying([refused(0), DATA])
    expect(await ask()).toEqual(DATA)
    expect(sentAt).toEqual([0, 25])
  })

  it('is sent again when the subgraph says that it is too busy, also in GraphQL', async () => {
    const { ask } = newRetrying([{ errors: [{ message: 'busy' }], retry: { afterMs: 0 } }, DATA])
    expect(await ask()).toEqual(DATA)
  })

  it('waits for as long as the subgraph asks for', async () => {
    const { ask, sentAt } = newRetrying([refused(3_000), DATA])
    expect(await ask()).toEqual(DATA)
    expect(sentAt).toEqual([0, 3_025])
  })

  it.each([
    ['the operation may take', 2_000, 3_000],
    ['any subgraph may take', Infinity, 11_000],
  ])('is given up at once when that is longer than %s', async (_, operationMs, afterMs) => {
    const { ask, sentAt } = newRetrying([refused(afterMs), DATA])
    expect(await ask({ deadline: performance.now() + operationMs })).toBe('unreachable')
    expect(sentAt).toHaveLength(1)
  })

  it('is sent again only so often, each time after longer', async () => {
    const { ask, sentAt } = newRetrying([refused(0), refused(0), refused(0), DATA], { retries: 2 })
    expect(await ask()).toBe('unreachable')
    expect(sentAt).toEqual([0, 25, 75])
  })

  it('is sent again only while the budget lasts', async () => {
    const { ask, sentAt } = newRetrying([refused(0), DATA, refused(0), DATA], { saved: 1 })
    expect(await ask()).toEqual(DATA)
    expect(await ask()).toBe('unreachable')
    expect(sentAt).toHaveLength(3)
  })

  it('is not sent again when the client goes away meanwhile', async () => {
    const { send, sentAt } = newRetrying([refused(1_000), DATA])
    const client = new AbortController()
    const reason = send({ ...QUERY, signal: client.signal }).catch((error: SubgraphFetchError) => error.reason)
    await vi.advanceTimersByTimeAsync(10)
    client.abort()
    expect(await reason).toBe('aborted')
    await vi.runAllTimersAsync()
    expect(sentAt).toHaveLength(1)
  })
})

describe('what is never sent again', () => {
  it('a mutation, even where no connection was made', async () => {
    const { ask, sentAt } = newRetrying([refused(0), DATA])
    expect(await ask({ operationKind: 'mutation' })).toBe('unreachable')
    expect(sentAt).toHaveLength(1)
  })

  it('a query that the subgraph may be busy with', async () => {
    const { ask, sentAt } = newRetrying([refused(), DATA])
    expect(await ask()).toBe('timeout')
    expect(sentAt).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-25T12:00:00Z')

  it.each([
    ['seconds', '2', 2_000],
    ['a date', 'Wed, 25 Nov 2026 12:00:05 GMT', 5_000],
    ['a date that has passed', 'Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['nonsense', 'soon', 0],
    ['nothing', undefined, 0],
  ])('is read from %s', (_, header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })
})

describe('the time that a subgraph has', () => {
  it.each([
    ['its own limit where the operation has none', undefined, { ms: 1_000, isOver: 'timeout' }],
    ['its own limit where the operation has longer', 9_000, { ms: 1_000, isOver: 'timeout' }],
    [
      'the rest of the operation, which is its own fault when it is most of its time',
      5_600,
      { ms: 600, isOver: 'timeout' },
    ],
    [
      'the rest of the operation, which is the fault of others when it is little',
      5_100,
      { ms: 100, isOver: 'deadline' },
    ],
  ])('is %s', (_, deadline, expected) => {
    expect(timeoutOf(1_000, deadline, 5_000)).toEqual(expected)
  })
})
