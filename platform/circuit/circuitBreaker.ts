import { SlidingCounts } from './slidingCounts.ts'

export interface CircuitSettings {
  /** The window in which calls are counted, in milliseconds. */
  windowMs: number
  /** Calls in the window at least before their failures say anything. */
  minimumCalls: number
  /** The share of failures (0..1) from which on the circuit opens. */
  failureRatio: number
  /** How long it stays open, in milliseconds. */
  openMs: number
  /** Calls that may be tried at once after that; when as many succeeded the circuit is closed again. */
  probes: number
}

/** `half-open` lets a few calls through, to see whether they succeed again. */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** A call that was let through. How it went is told once, by `settle`. */
export type Permit = number

/** How a call went; `unknown` when it was given up before it could show anything about the other side. */
export type CallOutcome = 'success' | 'failure' | 'unknown'

/**
 * Leaves another service alone for a while when too many calls to it fail. It makes no calls itself: who calls asks
 * before and tells after. Outcomes of calls that began before the last change of state count for nothing.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings
  readonly #now: () => number
  readonly #onChange: (state: CircuitState) => void
  readonly #counts: SlidingCounts
  #state: CircuitState = 'closed'
  /** Grows with each change of state. */
  #era = 0
  #openedAt = 0
  #probing = 0
  #succeeded = 0

  /** @param now milliseconds. */
  constructor(settings: CircuitSettings, now: () => number, onChange: (state: CircuitState) => void = () => {}) {
    this.#settings = settings
    this.#now = now
    this.#onChange = onChange
    this.#counts = new SlidingCounts(settings.windowMs)
  }

  get state(): CircuitState {
    return this.#state === 'open' && this.#hasRested() ? 'half-open' : this.#state
  }

  /** @returns nothing when the call must not be made. */
  admit(): Permit | undefined {
    if (this.#state === 'closed') return this.#era
    if (this.#state === 'open') {
      if (!this.#hasRested()) return undefined
      this.#become('half-open')
    }
    if (this.#probing + this.#succeeded >= this.#settings.probes) return undefined
    this.#probing += 1
    return this.#era
  }

  settle(permit: Permit, outcome: CallOutcome): void {
    if (permit !== this.#era) return
    if (this.#state === 'closed') this.#settleCall(outcome)
    else this.#settleProbe(outcome)
  }

  #settleCall(outcome: CallOutcome): void {
    if (outcome === 'unknown') return
    const now = this.#now()
    this.#counts.count(now, outcome === 'failure')
    if (outcome === 'success') return
    const { calls, failures } = this.#counts.within(now)
    if (calls < this.#settings.minimumCalls || failures < this.#settings.failureRatio * calls) return
    this.#open()
  }

  #settleProbe(outcome: CallOutcome): void {
    this.#probing -= 1
    if (outcome === 'failure') this.#open()
    if (outcome !== 'success') return
    this.#succeeded += 1
    if (this.#succeeded >= this.#settings.probes) this.#become('closed')
  }

  #open(): void {
    this.#openedAt = this.#now()
    this.#become('open')
  }

  #become(state: CircuitState): void {
    this.#state = state
    this.#era += 1
    this.#probing = 0
    this.#succeeded = 0
    this.#counts.clear()
    this.#onChange(state)
  }

  /** A clock that was set back must not keep it open. */
  #hasRested(): boolean {
    const openFor = this.#now() - this.#openedAt
    return openFor >= this.#settings.openMs || openFor < 0
  }
}
