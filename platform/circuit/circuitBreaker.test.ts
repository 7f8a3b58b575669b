import { describe, expect, it } from 'vitest'
import { type CallOutcome, CircuitBreaker, type CircuitSettings, type CircuitState } from './circuitBreaker.ts'

const SETTINGS: CircuitSettings = { windowMs: 10_000, minimumCalls: 3, failureRatio: 0.6, openMs: 30_000, probes: 2 }

function newCircuit(settings: Partial<CircuitSettings> = {}) {
  let now = 1_000_000
  const changes: CircuitState[] = []
  const circuit = new CircuitBreaker(
    { ...SETTINGS, ...settings },
    () => now,
    state => changes.push(state),
  )
  /** Makes one call. @returns whether it was let through. */
  const call = (outcome: CallOutcome): boolean => {
    const permit = circuit.admit()
    if (permit !== undefined) circuit.settle(permit, outcome)
    return permit !== undefined
  }
  return {
    circuit,
    changes,
    call,
    calls: (...outcomes: CallOutcome[]) => outcomes.map(call),
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a closed circuit', () => {
  it.each<[CircuitState, string, CallOutcome[]]>([
    ['closed', 'two failures are too few to tell', ['failure', 'failure']],
    ['open', 'three calls of which all failed', ['failure', 'failure', 'failure']],
    ['closed', 'half of the calls failed', ['success', 'failure', 'success', 'failure']],
    ['open', 'three in five failed', ['success', 'failure', 'success', 'failure', 'failure']],
    ['closed', 'calls that were given up say nothing', ['failure', 'unknown', 'unknown', 'unknown', 'failure']],
  ])('is then %s: %s', (state, _, outcomes) => {
    const { circuit, calls } = newCircuit()
    calls(...outcomes)
    expect(circuit.state).toBe(state)
  })

  it('forgets what is longer ago than the window', () => {
    const { circuit, calls, pass } = newCircuit()
    calls('failure', 'failure')
    pass(10_001)
    calls('failure')
    expect(circuit.state).toBe('closed')
    pass(3_000)
    calls('failure', 'failure')
    expect(circuit.state).toBe('open')
  })

  it('forgets when the clock is set back', () => {
    const { circuit, calls, pass } = newCircuit()
    calls('failure', 'failure')
    pass(-500_000)
    calls('failure')
    expect(circuit.state).toBe('closed')
  })
})

describe('an open circuit', () => {
  function opened(settings?: Partial<CircuitSettings>) {
    const it = newCircuit(settings)
    it.calls('failure', 'failure', 'failure')
    return it
  }

  it('lets nothing through until it has rested', () => {
    const { call, pass } = opened()
    expect(call('success')).toBe(false)
    pass(29_999)
    expect(call('success')).toBe(false)
    pass(1)
    expect(call('success')).toBe(true)
  })

  it('does not rest longer because the clock was set back', () => {
    const { call, pass } = opened()
    pass(-3_600_000)
    expect(call('success')).toBe(true)
  })

  it('lets only so many probes through at once, and closes when as many succeeded', () => {
    const { circuit, call, pass, changes } = opened()
    pass(30_000)
    expect(circuit.state).toBe('half-open')
    const [first, second] = [circuit.admit(), circuit.admit()]
    expect(circuit.admit()).toBeUndefined()
    circuit.settle(first ?? -1, 'success')
    expect(circuit.admit()).toBeUndefined()
    circuit.settle(second ?? -1, 'success')
    expect(circuit.state).toBe('closed')
    expect(call('failure')).toBe(true)
    expect(changes).toEqual(['open', 'half-open', 'closed'])
  })

  it('gives the place of a probe that was given up to another', () => {
    const { circuit, calls, pass } = opened()
    pass(30_000)
    calls('unknown', 'unknown', 'unknown', 'success', 'success')
    expect(circuit.state).toBe('closed')
  })

  it('rests again after a probe that failed', () => {
    const { circuit, call, pass } = opened()
    pass(30_000)
    call('success')
    call('failure')
    expect(circuit.state).toBe('open')
    pass(29_999)
    expect(call('success')).toBe(false)
  })

  it('hears nothing of calls that began before it opened', () => {
    const { circuit, calls, pass } = newCircuit()
    const slow = circuit.admit() ?? -1
    calls('failure', 'failure', 'failure')
    pass(30_000)
    calls('success')
    circuit.settle(slow, 'failure')
    expect(circuit.state).toBe('half-open')
    calls('success')
    expect(circuit.state).toBe('closed')
  })
})
