import { RecentSources } from './recentSources.ts'
import { SlidingCounts } from './slidingCounts.ts'

export interface CircuitSettings {
  /** The window in which calls are counted, in milliseconds. */
  windowMs: number
  /** Minimum calls in the window before the ratio of failures counts. */
  minimumCalls: number
  /** Ratio of failures (0..1) that opens the circuit. */
  failureRatio: number
  /** How long it stays open, in milliseconds. */
  openMs: number
  /** Trial calls at once when half open; when as many have succeeded, the circuit closes. */
  probes: number
}

/** `half-open` permits a few trial calls. */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** A permitted call; `settle` is called once with its outcome. */
export type Permit = number

/**
 * The outcome of a call. `suspect`: a failure that the request itself may have caused (too slow, response too large),
 * so that a caller could provoke it at will. `unknown`: abandoned before it showed anything about the service.
 */
export type CallOutcome = 'success' | 'failure' | 'suspect' | 'unknown'

/** Sources of suspect calls from which on these count as failures of the service, not of its callers. */
const SEVERAL = 2

/**
 * Stops calls to another service for a while when too many fail. It makes no calls itself: callers acquire a permit
 * before and settle it after. Outcomes of calls that began before the last change of state do not count.
 *
 * Suspect calls from one source within the window count as one, and those of a single source never open the circuit.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings
  readonly #now: () => number
  readonly #onChange: (state: CircuitState) => void
  readonly #counts: SlidingCounts
  readonly #suspects: RecentSources
  #state: CircuitState = 'closed'
  /** Incremented with each change of state. */
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
    this.#suspects = new RecentSources(settings.windowMs)
  }

  get state(): CircuitState {
    return this.#state === 'open' && this.#hasRested() ? 'half-open' : this.#state
  }

  /** @returns `undefined` when the call must not be made. */
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

  /** @param source the source of a suspect call: an address, or another key that tells callers apart. */
  settle(permit: Permit, outcome: CallOutcome, source = ''): void {
    if (permit !== this.#era) return
    if (this.#state === 'closed') this.#settleCall(outcome, source)
    else this.#settleProbe(outcome, source)
  }

  #settleCall(outcome: CallOutcome, source: string): void {
    if (outcome === 'unknown') return
    const now = this.#now()
    if (outcome === 'suspect') this.#suspects.add(source, now)
    else this.#counts.count(now, outcome === 'failure')
    if (outcome === 'success') return
    const counted = this.#counts.within(now)
    const suspects = this.#suspects.within(now)
    if (counted.failures === 0 && suspects < SEVERAL) return
    const [calls, failures] = [counted.calls + suspects, counted.failures + suspects]
    if (calls < this.#settings.minimumCalls || failures < this.#settings.failureRatio * calls) return
    this.#open()
  }

  #settleProbe(outcome: CallOutcome, source: string): void {
    this.#probing -= 1
    if (outcome === 'suspect') this.#suspects.add(source, this.#now())
    if (outcome === 'failure' || this.#suspects.within(this.#now()) >= SEVERAL) {
      this.#open()
      return
    }
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
    this.#suspects.clear()
    this.#onChange(state)
  }

  /** A clock that was set back must not keep the circuit open. */
  #hasRested(): boolean {
    const openFor = this.#now() - this.#openedAt
    return openFor >= this.#settings.openMs || openFor < 0
  }
}
