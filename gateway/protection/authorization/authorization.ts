import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { AccessRules, Requirement } from '../../supergraph/accessRules.ts'
import type { Caller } from '../caller.ts'
import { grantsOf, isMet, type PolicyDecider } from './grants.ts'

/** The fields of a document that a caller may not have. The same set for all callers with the same rights. */
export type UnauthorizedFields = ReadonlySet<FieldNode>

/** A document's fields that ask something of the caller. */
interface GuardedDocument {
  fields: ReadonlyMap<FieldNode, readonly Requirement[]>
  requirements: readonly Requirement[]
  /** All policies that decide about some field. */
  policies: readonly string[]
  /** What is unauthorized, by the requirements that are not met. */
  unauthorized: LRUCache<string, UnauthorizedFields>
}

/** Sets of rights that are remembered for one document; the rest is worked out again when it comes. */
const KEPT_SETS = 100

/**
 * Decides which fields a caller may have. A field asks for what is required for itself, for the type that has it and for
 * the type that it gives; a field of an interface besides for what the implementations require, as any of them may answer.
 *
 * What a document asks for is worked out once, what it rejects once for all callers with the same rights; other documents
 * cost one look-up.
 */
export class Authorization {
  readonly #schema: GraphQLSchema
  readonly #rules: AccessRules
  readonly #decide: PolicyDecider
  /** `undefined` for a document that asks for nothing. */
  readonly #documents = new WeakMap<DocumentNode, GuardedDocument | undefined>()
  readonly #requirements = new Map<string, readonly Requirement[]>()
  /** Whether an operation with a unauthorized field is unauthorized as a whole, in place of that field alone. */
  readonly rejects: boolean

  /** @param schema the API schema. */
  constructor(schema: GraphQLSchema, rules: AccessRules, options: { decide: PolicyDecider; rejects: boolean }) {
    this.#schema = schema
    this.#rules = rules
    this.#decide = options.decide
    this.rejects = options.rejects
  }

  /**
   * @param document already validated.
   * @param caller absent when nobody is known to be calling.
   * @returns `undefined` when nothing is unauthorized.
   */
  unauthorizedFields(document: DocumentNode, caller: Caller | undefined): UnauthorizedFields | undefined {
    const guarded = this.#guarded(document)
    if (!guarded) return undefined
    const grants = grantsOf(caller, guarded.policies, this.#decide)
    const unmet = new Set(guarded.requirements.filter(requirement => !isMet(requirement, grants)))
    if (unmet.size === 0) return undefined
    const key = guarded.requirements.map(requirement => (unmet.has(requirement) ? '1' : '0')).join('')
    const known = guarded.unauthorized.get(key)
    if (known) return known
    const fields = [...guarded.fields].filter(([, requirements]) => requirements.some(one => unmet.has(one)))
    const unauthorized = new Set(fields.map(([field]) => field))
    guarded.unauthorized.set(key, unauthorized)
    return unauthorized
  }

  #guarded(document: DocumentNode): GuardedDocument | undefined {
    const known = this.#documents.get(document)
    if (known || this.#documents.has(document)) return known
    const guarded = this.#read(document)
    this.#documents.set(document, guarded)
    return guarded
  }

  #read(document: DocumentNode): GuardedDocument | undefined {
    const fields = new Map<FieldNode, readonly Requirement[]>()
    const types = new TypeInfo(this.#schema)
    const Field = (node: FieldNode) => {
      const parent = types.getParentType()
      const requirements = parent ? this.#requirementsOf(parent, node.name.value) : []
      if (requirements.length > 0) fields.set(node, requirements)
    }
    visit(document, visitWithTypeInfo(types, { Field }))
    if (fields.size === 0) return undefined
    const requirements = [...new Set([...fields.values()].flat())]
    const policies = [...new Set(requirements.flatMap(requirement => requirement.policies.flat()))]
    return { fields, requirements, policies, unauthorized: new LRUCache({ max: KEPT_SETS }) }
  }

  #requirementsOf(parent: GraphQLCompositeType, field: string): readonly Requirement[] {
    const coordinate = `${parent.name}.${field}`
    const known = this.#requirements.get(coordinate)
    if (known) return known
    const requirements = field.startsWith('__') ? [] : this.#collect(parent, field)
    this.#requirements.set(coordinate, requirements)
    return requirements
  }

  #collect(parent: GraphQLCompositeType, field: string): Requirement[] {
    const coordinates = new Set<string>()
    for (const type of this.#typesThatMayAnswer(parent)) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue
      coordinates.add(type.name).add(`${type.name}.${field}`)
      const given = type.getFields()[field]?.type
      if (given) coordinates.add(getNamedType(given).name)
    }
    return [...coordinates].flatMap(coordinate => this.#rules.get(coordinate) ?? [])
  }

  #typesThatMayAnswer(type: GraphQLCompositeType): readonly GraphQLNamedType[] {
    if (!isInterfaceType(type)) return [type]
    const { interfaces, objects } = this.#schema.getImplementations(type)
    return [type, ...interfaces, ...objects]
  }
}
