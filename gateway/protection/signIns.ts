import { createHash } from 'node:crypto'
import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Caller } from './caller.ts'
import type { CpuBudget } from './cpuBudget.ts'
import type { RateLimit } from './rateLimit.ts'

/** Bytes of a request at most that is looked at before it is admitted: credentials are short. */
export const SHORT_BYTES = 4_096

/** Words and signs of a document that is looked at; one that signs in has some twenty. */
const MAX_TOKENS = 500

/** Documents that are remembered, as are those that are none. */
const MAX_DOCUMENTS = 1_000

export interface SignInsOptions {
  /** Mutations by which people sign in, sign up and stay signed in. */
  fields: readonly string[]
  /** Whoever has spent far more than it has no new document looked at. */
  cpuBudget: Pick<CpuBudget, 'isOverspent' | 'meter'>
}

/**
 * Tells what anonymous callers sign in with from what else they ask: they are counted apart, so that a program that asks
 * too much keeps nobody at its address from signing in.
 */
export class SignIns {
  readonly #fields: ReadonlySet<string>
  readonly #mention: RegExp | undefined
  readonly #cpuBudget: SignInsOptions['cpuBudget']
  readonly #known = new LRUCache<string, { field: string | undefined }>({ max: MAX_DOCUMENTS })

  constructor({ fields, cpuBudget }: SignInsOptions) {
    this.#fields = new Set(fields)
    this.#mention = fields.length > 0 ? new RegExp(`\\b(?:${fields.join('|')})\\b`) : undefined
    this.#cpuBudget = cpuBudget
  }

  /** Whether a request of so many bytes may be one to sign in with, as far as can be told before it is read. */
  mayBe({ verified }: Caller, bytes: number): boolean {
    return verified === undefined && bytes <= SHORT_BYTES && this.#mention !== undefined
  }

  /** @returns the caller as who signs in, where that is all that is asked for. */
  recognise(caller: Caller, query: string | undefined, variables: unknown): Caller {
    if (!query || !this.mayBe(caller, query.length) || !this.#mention?.test(query)) return caller
    return this.#cpuBudget.meter(caller).run(() => {
      const field = this.#fieldOf(query, caller)
      if (field === undefined) return caller
      const digest = createHash('sha256')
        .update(JSON.stringify([query, variables]))
        .digest('base64')
      return { ...caller, signIn: { field, digest } }
    })
  }

  #fieldOf(query: string, caller: Caller): string | undefined {
    const known = this.#known.get(query)
    if (known) return known.field
    if (this.#cpuBudget.isOverspent(caller)) return undefined
    const field = onlyMutationIn(query)
    const found = field !== undefined && this.#fields.has(field) ? field : undefined
    this.#known.set(query, { field: found })
    return found
  }
}

/** The root field of a text that is one mutation with one root field; validation comes later. */
function onlyMutationIn(text: string): string | undefined {
  const operations = parsed(text)?.definitions.filter(node => node.kind === Kind.OPERATION_DEFINITION) ?? []
  const [operation, another] = operations
  if (!operation || another || operation.operation !== OperationTypeNode.MUTATION) return undefined
  const [selection, more] = operation.selectionSet.selections
  return !more && selection?.kind === Kind.FIELD ? selection.name.value : undefined
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, maxTokens: MAX_TOKENS })
  } catch (error) {
    if (error instanceof GraphQLError) return undefined
    throw error
  }
}

type Admits = Pick<RateLimit, 'admit'>

/**
 * Counts what signs people in apart from all else.
 * @param limits `repeated`: the same sign-in again and again, as of a program that does not hear that it fails. It uses up
 * no more than its part of what its address has.
 */
export const apartFromSignIns = (limits: { others: Admits; signIns: Admits; repeated: Admits }): Admits => ({
  async admit(caller) {
    const { signIn } = caller
    if (!signIn) return limits.others.admit(caller)
    const same = { ...caller, signIn: { ...signIn, field: `${signIn.field}:${signIn.digest}` } }
    return (await limits.repeated.admit(same)) ?? limits.signIns.admit(caller)
  },
})
