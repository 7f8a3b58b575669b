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

/** Fields of a document that are unauthorized for a caller; the same set for all callers with the same grants. */
export type UnauthorizedFields = ReadonlySet<FieldNode>

/** Protected fields of a document. */
interface GuardedDocument {
  fields: ReadonlyMap<FieldNode, readonly Requirement[]>
  requirements: readonly Requirement[]
  /** Policies of all its fields. */
  policies: readonly string[]
  /** Unauthorized fields, by unmet requirements. */
  unauthorized: LRUCache<string, UnauthorizedFields>
}

/** Maximum cached sets of grants for one document. */
const KEPT_SETS = 100

/**
 * Authorizes fields for a caller. A field has the requirements of itself, of its parent type and of its return type; a
 * field of an interface also those of the implementations, as any of them may be returned.
 *
 * Requirements are collected once for each document, unauthorized fields once for all callers with the same grants;
 * other documents cost one look-up.
 */
export class Authorization {
  readonly #schema: GraphQLSchema
  readonly #rules: AccessRules
  readonly #decide: PolicyDecider
  /** `undefined` for a document without protected fields. */
  readonly #documents = new WeakMap<DocumentNode, GuardedDocument | undefined>()
  readonly #requirements = new Map<string, readonly Requirement[]>()
  /** Whether an operation with an unauthorized field is rejected as a whole. */
  readonly rejects: boolean

  /** @param schema the API schema. */
  constructor(schema: GraphQLSchema, rules: AccessRules, options: { decide: PolicyDecider; rejects: boolean }) {
    this.#schema = schema
    this.#rules = rules
    this.#decide = options.decide
    this.rejects = options.rejects
  }

  /**
   * @param document validated.
   * @param caller undefined = anonymous.
   * @returns `undefined` when all fields are authorized.
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
