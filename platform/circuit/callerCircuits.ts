import {
  type CallOutcome,
  CircuitBreaker,
  type CircuitSettings,
  type CircuitState,
  type Permit,
} from './circuitBreaker.ts'

/** Who a call is made for. */
export interface CallSource {
  /** A person, or an address where nobody is known. */
  caller: string
  /** The address that they call from. */
  address: string
}

/** A call that was let through, of which `settle` is told once. */
export interface CallerPermit {
  source: CallSource | undefined
  all: Permit
  /** Absent where the caller had no circuit of its own when it asked. */
  own: Permit | undefined
}

interface OwnCircuit {
  circuit: CircuitBreaker
  usedAt: number
}

/** Callers that have circuits of their own; those that called longest ago lose theirs first. */
const MAX_CALLERS = 10_000

/**
 * The circuit of another service, and one for each caller whose calls to it failed by what they may have asked for: who
 * asks what is too slow is soon refused, and nobody else is. Failures that no caller causes count for all.
 */
export class CallerCircuits {
  readonly #settings: CircuitSettings
  readonly #now: () => number
  readonly #all: CircuitBreaker
  readonly #own = new Map<string, OwnCircuit>()

  /**
   * @param now milliseconds.
   * @param onChange hears of the circuit of all callers.
   */
  constructor(settings: CircuitSettings, now: () => number, onChange?: (state: CircuitState) => void) {
    this.#settings = settings
    this.#now = now
    this.#all = new CircuitBreaker(settings, now, onChange)
  }

  /** The state for all callers. */
  get state(): CircuitState {
    return this.#all.state
  }

  /** The state for the caller who is worst off. */
  get worstState(): CircuitState {
    this.#forgetIdle()
    const states = new Set([this.state])
    for (const { circuit } of this.#own.values()) states.add(circuit.state)
    return WORST_FIRST.find(state => states.has(state)) ?? 'closed'
  }

  /** @returns nothing when the call must not be made. */
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
    // Most services have no caller with a circuit of its own, most of the time.
    if (!source || this.#own.size === 0) return undefined
    const own = this.#own.get(source.caller)
    if (!own) return undefined
    own.usedAt = this.#now()
    this.#own.delete(source.caller)
    this.#own.set(source.caller, own)
    return own.circuit
  }

  /** What was not used for so long that it says nothing any more. */
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

/** What fails for all is no caller's affair. */
const OWN_OUTCOMES: Record<CallOutcome, CallOutcome> = {
  success: 'success',
  suspect: 'failure',
  failure: 'unknown',
  unknown: 'unknown',
}
