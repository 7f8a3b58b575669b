import { type DocumentNode, type FieldNode, print, visit } from 'graphql'

/**
 * The response names used towards the planner and the subgraphs.
 *
 * A client's aliases never leave the gateway, so they cannot collide with the key and `@requires` fields that the
 * planner adds under their own names. A field keeps its own name, or gets one alias for each set of arguments where
 * the operation asks for it with several or where the planner may add it with none.
 */
export class CanonicalNames {
  readonly #aliases = new Map<string, string>()
  /** For each field name, its distinct calls. */
  readonly #calls = new Map<string, Set<string>>()
  /** For each field name, its distinct calls and the client's names for them. */
  readonly #namedCalls = new Map<string, Set<string>>()
  readonly #reserved: ReadonlySet<string>

  /** @param reserved names of the fields that the planner may add by itself. */
  constructor(document: DocumentNode, reserved: ReadonlySet<string>) {
    this.#reserved = reserved
    visit(document, {
      Field: field => {
        addTo(this.#calls, field.name.value, callKey(field))
        addTo(this.#namedCalls, field.name.value, namedCallKey(field))
      },
    })
  }

  /** @param isApart whether equal calls must stay two fields, as the root fields of a mutation have effects. */
  nameOf(field: FieldNode, isApart: boolean): string {
    const name = field.name.value
    if (!isApart && !field.arguments?.length) return name
    const distinct = (isApart ? this.#namedCalls : this.#calls).get(name)
    if (distinct?.size === 1 && !this.#reserved.has(name)) return name
    return this.#alias(isApart ? namedCallKey(field) : callKey(field), name)
  }

  #alias(key: string, name: string): string {
    let alias = this.#aliases.get(key)
    if (!alias) {
      alias = `call${this.#aliases.size}_${name}`
      this.#aliases.set(key, alias)
    }
    return alias
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

const callKey = (field: FieldNode): string =>
  `${field.name.value}(${(field.arguments ?? []).map(print).sort().join(',')})`

const namedCallKey = (field: FieldNode): string => `${field.alias?.value ?? field.name.value}:${callKey(field)}`
