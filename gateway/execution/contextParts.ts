import {
  type ASTNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableNode,
  visit,
} from 'graphql'
import { get, isComposite, type Json, type JsonObject } from '../graphql/json.ts'
import { nameNode } from '../graphql/nameNode.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'
import { fits } from './entityPaths.ts'
import type { ContextInputs, ContextValue, FetchInstruction, RewriteStep, Segment } from './instructions.ts'
import { type Representations, representationsOf } from './representations.ts'

/** Entities of one fetch with equal context values. */
export interface ContextPart {
  representations: Representations
  /** Variables as JSON members. */
  variables: string[]
}

/** Maximum parts of one operation. */
const MAX_PARTS = 50

/**
 * Groups the entities of a fetch by their context values, which come from ancestor objects.
 * @returns the parts of each operation to send.
 */
export function contextParts(fetch: FetchInstruction, contexts: ContextInputs, root: JsonObject): ContextPart[][] {
  const byValues = new Map<string, { values: Map<string, Json>; entities: JsonObject[] }>()
  walk(root, fetch.path, 0, [root], (entity, above) => {
    const values = valuesAbove(above, contexts.values)
    const key = JSON.stringify([...values])
    const known = byValues.get(key)
    if (known) known.entities.push(entity)
    else byValues.set(key, { values, entities: [entity] })
  })
  const parts: ContextPart[] = []
  for (const { values, entities } of byValues.values()) {
    const representations = representationsOf(entities, fetch.entities ?? NO_INPUTS)
    if (representations.owners.length === 0) continue
    const suffix = partName(parts.length % MAX_PARTS)
    const members = [...values].map(([name, value]) => `"${name}_${suffix}":${JSON.stringify(value)}`)
    parts.push({ representations, variables: [...members, `"representations_${suffix}":${representations.json}`] })
  }
  const operations = Array.from({ length: Math.ceil(parts.length / MAX_PARTS) }, (_, index) => index * MAX_PARTS)
  return operations.map(start => parts.slice(start, start + MAX_PARTS))
}

const NO_INPUTS = { requires: [], inputRewrites: [], simple: false }

/** Visits the objects at a path, each with its ancestors, outermost first. */
function walk(
  value: Json | undefined,
  path: readonly Segment[],
  index: number,
  above: readonly JsonObject[],
  visitEntity: (entity: JsonObject, above: readonly JsonObject[]) => void,
): void {
  if (!isComposite(value)) return
  const segment = path[index]
  if (Array.isArray(value)) {
    const next = segment?.kind === 'each' ? index + 1 : index
    for (const item of value) walk(item, path, next, above, visitEntity)
  } else if (segment === undefined) {
    visitEntity(value, above)
  } else if (segment.kind === 'field') {
    const chain = above.at(-1) === value ? above : [...above, value]
    walk(get(value, segment.name), path, index + 1, chain, visitEntity)
  } else if (segment.kind === 'type' && fits(value, segment.names)) {
    walk(value, path, index + 1, above, visitEntity)
  }
}

/** Context values; null for one that is missing because its subgraph failed: such arguments are always nullable. */
function valuesAbove(above: readonly JsonObject[], wanted: readonly ContextValue[]): Map<string, Json> {
  const values = new Map<string, Json>()
  for (const { variable, levels, path } of wanted) {
    values.set(variable, values.get(variable) ?? read(above.at(-levels), path, 0) ?? null)
  }
  return values
}

function read(value: Json | undefined, path: readonly RewriteStep[], index: number): Json | undefined {
  const step = path[index]
  if (step === undefined || value === null || value === undefined) return value
  if (Array.isArray(value)) return value.map(item => read(item, path, index) ?? null)
  if (!isComposite(value)) return undefined
  if ('key' in step) return read(get(value, step.key), path, index + 1)
  return fits(value, step.names) ? read(value, path, index + 1) : undefined
}

/**
 * Expands an entity operation to several parts in one operation.
 * @param contextual variables that differ between parts.
 */
export function inParts(operation: string, parts: number, contextual: ReadonlySet<string>): string {
  const names = Array.from({ length: parts }, (_, index) => partName(index))
  const forEachPart = <Node extends ASTNode>(node: Node) => names.map(part => ofPart(node, part, contextual))
  const rewritten: DocumentNode = visit(parse(operation, { noLocation: true }), {
    OperationDefinition: definition => ({
      ...definition,
      variableDefinitions: definition.variableDefinitions?.flatMap(node =>
        differs(node.variable, contextual) ? forEachPart(node) : [node],
      ),
      selectionSet: {
        ...definition.selectionSet,
        selections: definition.selectionSet.selections
          .filter(node => node.kind === Kind.FIELD)
          .flatMap(node => forEachPart(node).map((field, index) => ({ ...field, alias: nameNode(partName(index)) }))),
      },
    }),
  })
  return stripIgnoredCharacters(print(rewritten))
}

const differs = ({ name }: VariableNode, contextual: ReadonlySet<string>): boolean =>
  name.value === 'representations' || contextual.has(name.value)

const ofPart = <Node extends ASTNode>(node: Node, part: string, contextual: ReadonlySet<string>): Node =>
  visit(node, {
    Variable: variable =>
      differs(variable, contextual) ? { ...variable, name: nameNode(`${variable.name.value}_${part}`) } : undefined,
  })

const partName = (index: number) => `part${index}`

/** The response of one part, as if it had been fetched alone. */
export function replyOfPart({ data, errors, moreErrors }: SubgraphReply, index: number): SubgraphReply {
  const name = partName(index)
  return {
    data: data && { _entities: get(data, name) },
    // Errors of no particular part are reported once.
    errors: errors?.filter(({ path }) => path?.[0] === name || (index === 0 && !String(path?.[0]).startsWith('part'))),
    moreErrors: index === 0 ? moreErrors : undefined,
  }
}
