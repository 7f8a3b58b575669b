import { describe, expect, it } from 'vitest'
import { CallerCircuits, type CallSource } from './callerCircuits.ts'
import type { CallOutcome, CircuitSettings, CircuitState } from './circuitBreaker.ts'

const SETTINGS: CircuitSettings = { windowMs: 10_000, minimumCalls: 3, failureRatio: 0.6, openMs: 30_000, probes: 2 }

function newCircuits() {
  let now = 1_000_000
  const changes: CircuitState[] = []
  const circuits = new CallerCircuits(
    SETTINGS,
    () => now,
    state => changes.push(state),
  )
  /** Makes one call. @returns whether it was let through. */
  const call = (source: CallSource | undefined, outcome: CallOutcome): boolean => {
    const permit = circuits.admit(source)
    if (permit) circuits.settle(permit, outcome)
    return permit !== undefined
  }
  return {
    circuits,
    changes,
    call,
    calls: (source: CallSource | undefined, ...outcomes: CallOutcome[]) =>
      outcomes.map(outcome => call(source, outcome)),
    pass: (ms: number) => {
      now += ms
    },
  }
}

const at = (address: string, caller = address): CallSource => ({ caller, address })
const SLOW: CallOutcome[] = ['suspect', 'suspect', 'suspect', 'suspect']

describe('calls that fail by what may have been asked', () => {
  it('shut out the one caller who makes them, and nobody else', () => {
    const { circuits, calls, call, changes } = newCircuits()
    expect(calls(at('a'), ...SLOW)).toEqual([true, true, true, false])
    expect(call(at('b'), 'success')).toBe(true)
    expect(call(undefined, 'success')).toBe(true)
    expect(changes).toEqual([])
    expect([circuits.state, circuits.worstState]).toEqual(['closed', 'open'])
  })

  it('of many users at one address count as one, also beside failures of others', () => {
    const { circuits, calls } = newCircuits()
    for (let user = 0; user < 50; user++) calls(at('a', `user ${user}`), ...SLOW)
    expect(circuits.state).toBe('closed')
    calls(at('b'), 'failure')
    expect(circuits.state).toBe('closed')
    calls(at('b'), 'failure')
    expect(circuits.state).toBe('open')
  })

  it('open the circuit for all when they come from several addresses', () => {
    const { circuits, call, changes } = newCircuits()
    call(at('a'), 'suspect')
    call(at('b'), 'suspect')
    expect(circuits.state).toBe('closed')
    call(at('c'), 'suspect')
    expect(circuits.state).toBe('open')
    expect(call(at('d'), 'success')).toBe(false)
    expect(changes).toEqual(['open'])
  })

  it('open nothing for all where the others are answered', () => {
    const { circuits, call } = newCircuits()
    for (const n of Array.from({ length: 30 }).keys()) {
      call(at(`usual ${n}`), 'success')
      call(at(`slow ${n % 5}`), 'suspect')
    }
    expect(circuits.state).toBe('closed')
  })

  it('are forgotten after the window', () => {
    const { circuits, call, pass } = newCircuits()
    call(at('a'), 'suspect')
    call(at('b'), 'suspect')
    pass(10_001)
    call(at('c'), 'suspect')
    expect(circuits.state).toBe('closed')
  })

  it('are tried again by the caller after a rest', () => {
    const { circuits, calls, call, pass } = newCircuits()
    calls(at('a'), ...SLOW)
    pass(30_000)
    expect(calls(at('a'), 'success', 'success')).toEqual([true, true])
    expect(circuits.worstState).toBe('closed')
    calls(at('a'), ...SLOW)
    pass(30_000)
    expect(call(at('a'), 'suspect')).toBe(true)
    expect(call(at('a'), 'suspect')).toBe(false)
  })

  it('of one caller do not keep a circuit from closing again', () => {
    const { circuits, calls, pass } = newCircuits()
    calls(at('b'), 'failure', 'failure', 'failure')
    expect(circuits.state).toBe('open')
    pass(30_000)
    calls(at('a'), ...SLOW)
    expect(circuits.state).toBe('half-open')
    calls(at('b'), 'success', 'success')
    expect(circuits.state).toBe('closed')
  })

  it('of several callers open a circuit again', () => {
    const { circuits, calls, call, pass } = newCircuits()
    calls(at('b'), 'failure', 'failure', 'failure')
    pass(30_000)
    call(at('a'), 'suspect')
    call(at('b'), 'suspect')
    expect(circuits.state).toBe('open')
  })
})

it('failures that no caller causes are those of all', () => {
  const { circuits, calls, call } = newCircuits()
  calls(at('a'), 'failure', 'failure', 'failure')
  expect([circuits.state, circuits.worstState]).toEqual(['open', 'open'])
  expect(call(at('b'), 'success')).toBe(false)
})

it('callers that were slow once are forgotten', () => {
  const { circuits, calls, pass } = newCircuits()
  calls(at('a'), ...SLOW)
  pass(40_001)
  expect(circuits.worstState).toBe('closed')
})
