import { createHash } from 'node:crypto'
import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Caller } from './caller.ts'
import type { CpuBudget } from './cpuBudget.ts'
import type { RateLimit } from './rateLimit.ts'

/** Maximum bytes of a request that is parsed before admission: credentials are short. */
export const SHORT_BYTES = 4_096

/** Maximum tokens of a parsed document; a sign-in has some twenty. */
const MAX_TOKENS = 500

/** Cached documents, sign-ins or not. */
const MAX_DOCUMENTS = 1_000

export interface SignInsOptions {
  /** Mutations for signing in, signing up and refreshing a session. */
  fields: readonly string[]
  /** No new document of an overspent caller is parsed. */
  cpuBudget: Pick<CpuBudget, 'isOverspent' | 'meter'>
}

/**
 * Recognises sign-ins of anonymous callers. They have a rate limit of their own, so that a client over its limit keeps
 * nobody at its address from signing in.
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

  /** Whether a request may be a sign-in, by caller and size. */
  mayBe({ verified }: Caller, bytes: number): boolean {
    return verified === undefined && bytes <= SHORT_BYTES && this.#mention !== undefined
  }

  /** @returns the caller with `signIn` when the operation is nothing else. */
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

/** The root field of a document that is one mutation with one root field; it is not validated yet. */
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
 * Rate limits of sign-ins apart from other operations.
 * @param limits `repeated`: identical sign-ins, as of a client that retries a failed one forever. They use up no more
 * than their share of the address's limit.
 */
export const apartFromSignIns = (limits: { others: Admits; signIns: Admits; repeated: Admits }): Admits => ({
  async admit(caller) {
    const { signIn } = caller
    if (!signIn) return limits.others.admit(caller)
    const same = { ...caller, signIn: { ...signIn, field: `${signIn.field}:${signIn.digest}` } }
    return (await limits.repeated.admit(same)) ?? limits.signIns.admit(caller)
  },
})
