import {
  type CallOutcome,
  CircuitBreaker,
  type CircuitSettings,
  type CircuitState,
  type Permit,
} from './circuitBreaker.ts'

/** The caller of an outgoing call. */
export interface CallSource {
  /** A user, or an address for anonymous callers. */
  caller: string
  /** The client address. */
  address: string
}

/** A permitted call; `settle` is called once with its outcome. */
export interface CallerPermit {
  source: CallSource | undefined
  all: Permit
  /** Absent where the caller had no circuit of its own at the time. */
  own: Permit | undefined
}

interface OwnCircuit {
  circuit: CircuitBreaker
  usedAt: number
}

/** Callers with circuits of their own; the least recent are evicted. */
const MAX_CALLERS = 10_000

/**
 * The circuit of another service, and one for each caller with suspect failures: a caller of requests that are too slow
 * is soon rejected, and no other caller is. Failures that no caller causes count for all.
 */
export class CallerCircuits {
  readonly #settings: CircuitSettings
  readonly #now: () => number
  readonly #all: CircuitBreaker
  readonly #own = new Map<string, OwnCircuit>()

  /**
   * @param now milliseconds.
   * @param onChange called with each state of the circuit that all callers share.
   */
  constructor(settings: CircuitSettings, now: () => number, onChange?: (state: CircuitState) => void) {
    this.#settings = settings
    this.#now = now
    this.#all = new CircuitBreaker(settings, now, onChange)
  }

  /** The state of the shared circuit. */
  get state(): CircuitState {
    return this.#all.state
  }

  /** The worst state of any caller's circuit. */
  get worstState(): CircuitState {
    this.#forgetIdle()
    const states = new Set([this.state])
    for (const { circuit } of this.#own.values()) states.add(circuit.state)
    return WORST_FIRST.find(state => states.has(state)) ?? 'closed'
  }

  /** @returns `undefined` when the call must not be made. */
  admit(source: CallSource | undefined): CallerPermit | undefined {
    const circuit = this.#ownOf(source)
    const own = circuit?.admit()
    if (circuit && own === undefined) return undefined
    const all = this.#all.admit()
    if (all !== undefined) return { source, all, own }
    if (circuit && own !== undefined) circuit.settle(own, 'unknown')
    return undefined
  }

  settle({ source, all, own }: CallerPermit, outcome: CallOutcome): void {
    this.#all.settle(all, outcome, source?.address)
    if (!source) return
    const circuit = this.#ownOf(source)
    if (circuit && own !== undefined) circuit.settle(own, OWN_OUTCOMES[outcome])
    else if (outcome === 'suspect') this.#settleFirst(source)
  }

  #settleFirst({ caller }: CallSource): void {
    this.#forgetIdle()
    const known = this.#own.get(caller)
    const circuit = known?.circuit ?? new CircuitBreaker(this.#settings, this.#now)
    const permit = circuit.admit()
    if (permit !== undefined) circuit.settle(permit, 'failure')
    if (!known) this.#own.set(caller, { circuit, usedAt: this.#now() })
  }

  #ownOf(source: CallSource | undefined): CircuitBreaker | undefined {
    // Most services have no caller circuits, most of the time.
    if (!source || this.#own.size === 0) return undefined
    const own = this.#own.get(source.caller)
    if (!own) return undefined
    own.usedAt = this.#now()
    this.#own.delete(source.caller)
    this.#own.set(source.caller, own)
    return own.circuit
  }

  /** Drops circuits that were not used for a window and an open period. */
  #forgetIdle(): void {
    const { windowMs, openMs } = this.#settings
    const usedBefore = this.#now() - windowMs - openMs
    for (const [caller, { usedAt }] of this.#own) {
      if (usedAt > usedBefore && this.#own.size < MAX_CALLERS) return
      this.#own.delete(caller)
    }
  }
}

const WORST_FIRST: readonly CircuitState[] = ['open', 'half-open', 'closed']

/** Failures that no caller causes do not count against the caller. */
const OWN_OUTCOMES: Record<CallOutcome, CallOutcome> = {
  success: 'success',
  suspect: 'failure',
  failure: 'unknown',
  unknown: 'unknown',
}
