import { RecentPlaces } from './recentPlaces.ts'
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

/**
 * How a call went. `suspect`: it failed by what may have been asked (too slow, too large an answer), so that whoever asks
 * so could make it fail as often as they like. `unknown`: it was given up before it could show anything about the other
 * side.
 */
export type CallOutcome = 'success' | 'failure' | 'suspect' | 'unknown'

/** Places from which on suspect calls say something of the other side, and not of who asks. */
const SEVERAL = 2

/**
 * Leaves another service alone for a while when too many calls to it fail. It makes no calls itself: who calls asks
 * before and tells after. Outcomes of calls that began before the last change of state count for nothing.
 *
 * All suspect calls from one place within the window count as one, and those of a single place alone open nothing.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings
  readonly #now: () => number
  readonly #onChange: (state: CircuitState) => void
  readonly #counts: SlidingCounts
  readonly #suspects: RecentPlaces
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
    this.#suspects = new RecentPlaces(settings.windowMs)
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

  /** @param place where a suspect call came from: an address, or whatever tells those apart who call. */
  settle(permit: Permit, outcome: CallOutcome, place = ''): void {
    if (permit !== this.#era) return
    if (this.#state === 'closed') this.#settleCall(outcome, place)
    else this.#settleProbe(outcome, place)
  }

  #settleCall(outcome: CallOutcome, place: string): void {
    if (outcome === 'unknown') return
    const now = this.#now()
    if (outcome === 'suspect') this.#suspects.add(place, now)
    else this.#counts.count(now, outcome === 'failure')
    if (outcome === 'success') return
    const counted = this.#counts.within(now)
    const suspects = this.#suspects.within(now)
    if (counted.failures === 0 && suspects < SEVERAL) return
    const [calls, failures] = [counted.calls + suspects, counted.failures + suspects]
    if (calls < this.#settings.minimumCalls || failures < this.#settings.failureRatio * calls) return
    this.#open()
  }

  #settleProbe(outcome: CallOutcome, place: string): void {
    this.#probing -= 1
    if (outcome === 'suspect') this.#suspects.add(place, this.#now())
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

  /** A clock that was set back must not keep it open. */
  #hasRested(): boolean {
    const openFor = this.#now() - this.#openedAt
    return openFor >= this.#settings.openMs || openFor < 0
  }
}
