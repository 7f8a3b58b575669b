import { type DirectiveNode, type DocumentNode, type FieldNode, print, visit } from 'graphql'
import { isCondition } from '../graphql/conditions.ts'

/**
 * Response names in query plans and subgraph operations.
 *
 * A client's aliases never leave the gateway, so they cannot collide with the key and `@requires` fields that the
 * planner adds under their own names. A field keeps its own name, or gets one alias for each set of arguments where the
 * operation asks for it with several or where the planner may add it with none.
 *
 * Where the document has directives for subgraphs, fields with different response names stay separate, as a directive
 * applies to one of them and its selections.
 */
export class CanonicalNames {
  readonly #aliases = new Map<string, string>()
  /** Distinct calls by field name. */
  readonly #calls = new Map<string, Set<string>>()
  /** Distinct calls with response names, by field name. */
  readonly #namedCalls = new Map<string, Set<string>>()
  readonly #reserved: ReadonlySet<string>
  #hasDirectives = false

  /** @param reserved names of the fields that the planner may add. */
  constructor(document: DocumentNode, reserved: ReadonlySet<string>) {
    this.#reserved = reserved
    const notice = ({ directives }: { directives?: readonly DirectiveNode[] }) => {
      if (directives?.some(isForSubgraphs)) this.#hasDirectives = true
    }
    visit(document, {
      InlineFragment: notice,
      FragmentSpread: notice,
      FragmentDefinition: notice,
      Field: field => {
        notice(field)
        addTo(this.#calls, field.name.value, callKey(field))
        addTo(this.#namedCalls, field.name.value, namedCallKey(field))
      },
    })
  }

  /** @param isApart whether equal calls stay separate fields, as root fields of a mutation have effects. */
  nameOf(field: FieldNode, isApart: boolean): string {
    const name = field.name.value
    const byName = isApart || this.#hasDirectives
    if (name === '__typename' || (!byName && !field.arguments?.length)) return name
    const distinct = (byName ? this.#namedCalls : this.#calls).get(name)
    if (distinct?.size === 1 && !this.#reserved.has(name)) return name
    return this.#alias(byName ? namedCallKey(field) : callKey(field), name)
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

const isForSubgraphs = (directive: DirectiveNode): boolean =>
  !isCondition(directive) && directive.name.value !== 'defer'

const callKey = (field: FieldNode): string =>
  `${field.name.value}(${(field.arguments ?? []).map(print).sort().join(',')})`

const namedCallKey = (field: FieldNode): string => `${field.alias?.value ?? field.name.value}:${callKey(field)}`
