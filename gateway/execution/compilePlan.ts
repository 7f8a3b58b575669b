import type {
  FetchDataRewrite,
  FetchNode,
  PlanNode,
  QueryPlanSelectionNode,
  ResponsePath,
  SubscriptionNode,
} from '@apollo/query-planner'
import { type GraphQLNamedType, getNamedType, isAbstractType } from 'graphql'
import { selectsCustomScalars } from '../graphql/customScalars.ts'
import type { TypeIndex } from '../graphql/typeIndex.ts'
import { findField, withTypenames } from '../graphql/typenames.ts'
import { inParts } from './contextParts.ts'
import type {
  ContextValue,
  FetchInstruction,
  Instruction,
  Plan,
  RequiredField,
  Requirement,
  Rewrite,
  RewriteStep,
  Segment,
} from './instructions.ts'
import { selectedKeys } from './selectedKeys.ts'

export interface CompileOptions {
  /** Types of the supergraph, inaccessible ones included. */
  types: TypeIndex
  /** Names of synthetic fields, which stand for required fields with arguments, to the real field names. */
  realNames: ReadonlyMap<string, string>
}

/**
 * Compiles the planner's query plan into the instructions of `execute`.
 * @throws Error on a plan node of a planner feature that is not enabled.
 */
export function compilePlan(node: PlanNode | SubscriptionNode, options: CompileOptions): Plan {
  if (node.kind === 'Subscription') {
    return {
      kind: 'subscription',
      primary: compileFetch(node.primary, [], options),
      rest: node.rest && compileNode(node.rest, [], options),
    }
  }
  return { kind: 'operation', instruction: compileNode(node, [], options) }
}

function compileNode(node: PlanNode, path: readonly Segment[], options: CompileOptions): Instruction {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, options)
    case 'Flatten':
      return compileNode(node.node, [...path, ...compilePath(node.path, options.types)], options)
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(step => compileNode(step, path, options)) }
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(step => compileNode(step, path, options)) }
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause && compileNode(node.ifClause, path, options),
        whenFalse: node.elseClause && compileNode(node.elseClause, path, options),
      }
    case 'Defer':
      throw new Error('The plan has a Defer node, which is not supported.')
  }
}

function compileFetch(node: FetchNode, path: readonly Segment[], options: CompileOptions): FetchInstruction {
  const { document, text: operation } = withTypenames(node.operation, options.types.schema)
  const outputRewrites = (node.outputRewrites ?? []).map(rewrite => compileRewrite(rewrite, options.types))
  const renamed = new Map(
    outputRewrites.flatMap(({ key, action }) => (action.kind === 'rename' ? [[key, action.to]] : [])),
  )
  const selected = selectedKeys(document, renamed)
  const bodyHead = (text: string) => {
    const name = node.operationName ? `,"operationName":${JSON.stringify(node.operationName)}` : ''
    return `{"query":${JSON.stringify(text)}${name}`
  }
  const contexts = compileContexts(node, options.types)
  const contextual = new Set(contexts.map(({ variable }) => variable))
  return {
    kind: 'fetch',
    service: node.serviceName,
    operationKind: node.operationKind,
    operationName: node.operationName,
    operation,
    exactNumbers: selectsCustomScalars(document, options.types.schema) ? 'all' : 'long',
    bodyHead: bodyHead(operation),
    variables: (node.variableUsages ?? []).filter(name => !contextual.has(name)),
    path,
    entities: node.requires && compileEntityInputs(node.requires, node.inputRewrites ?? [], options),
    contexts: contexts.length
      ? { values: contexts, bodyHead: remember(parts => bodyHead(inParts(operation, parts, contextual))) }
      : undefined,
    outputRewrites,
    selected: node.requires ? selected.flatMap(({ below }) => below) : selected,
    renamed,
  }
}

function compileEntityInputs(
  selections: QueryPlanSelectionNode[],
  rewrites: FetchDataRewrite[],
  options: CompileOptions,
): FetchInstruction['entities'] {
  const requires = compileRequirements(selections, options)
  const inputRewrites = rewrites.map(rewrite => compileRewrite(rewrite, options.types))
  return { requires, inputRewrites, simple: inputRewrites.length === 0 && isFlat(requires) }
}

/** @param parent parent type of the selections. */
const compileRequirements = (
  selections: QueryPlanSelectionNode[],
  options: CompileOptions,
  parent?: GraphQLNamedType,
): Requirement[] =>
  selections.map(selection => {
    const { schema } = options.types
    if (selection.kind === 'InlineFragment') {
      const { typeCondition: condition } = selection
      return {
        kind: 'fragment',
        names: condition ? options.types.satisfying(condition) : undefined,
        nested: compileRequirements(selection.selections, options, condition ? schema.getType(condition) : parent),
      }
    }
    const name = options.realNames.get(selection.name) ?? selection.name
    if (!selection.selections?.length) return requiredField(selection.name, selection.alias ?? name)
    const type = getNamedType(findField(parent, name, schema)?.type)
    const nested = compileRequirements(selection.selections, options, type)
    return {
      ...requiredField(selection.name, selection.alias ?? name),
      // Subgraphs resolve abstract types by it. The gateway selects it wherever a type is abstract.
      nested: isAbstractType(type) ? [TYPENAME_IF_KNOWN, ...nested] : nested,
    }
  })

const requiredField = (source: string, target: string): RequiredField => ({
  kind: 'field',
  source,
  target,
  jsonKey: `${JSON.stringify(target)}:`,
})

/** A missing value within a nested fragment drops that fragment alone. */
const TYPENAME_IF_KNOWN: Requirement = { kind: 'fragment', nested: [requiredField('__typename', '__typename')] }

/** A single fragment of fields without nested fragments: no key can occur twice. */
function isFlat(requires: readonly Requirement[]): boolean {
  const [only] = requires
  return requires.length === 1 && only?.kind === 'fragment' && only.nested.every(isFlatField)
}

const isFlatField = (requirement: Requirement): requirement is RequiredField =>
  requirement.kind === 'field' && (requirement.nested === undefined || requirement.nested.every(isFlatField))

/** The planner's path to a value: `..` for each parent object, then fields and type conditions. */
function compileContexts(node: FetchNode, types: TypeIndex): ContextValue[] {
  return (node.contextRewrites ?? []).flatMap(rewrite => {
    if (rewrite.kind !== 'KeyRenamer' || !node.variableUsages?.includes(rewrite.renameKeyTo)) return []
    const down = rewrite.path.filter(step => step !== '..')
    const levels = rewrite.path.length - down.length
    return [{ variable: rewrite.renameKeyTo, levels, path: down.map(step => compileStep(step, types)) }]
  })
}

/** Memoizes a function of small integers. */
function remember(make: (n: number) => string): (n: number) => string {
  const known: (string | undefined)[] = []
  return n => {
    const text = known[n] ?? make(n)
    known[n] = text
    return text
  }
}

function compileRewrite(rewrite: FetchDataRewrite, types: TypeIndex): Rewrite {
  const steps = [...rewrite.path]
  const key = steps.pop()
  if (key === undefined) throw new Error('The plan has a rewrite without a path.')
  return {
    key,
    path: steps.map(step => compileStep(step, types)),
    action:
      rewrite.kind === 'ValueSetter'
        ? { kind: 'set', value: rewrite.setValueTo }
        : { kind: 'rename', to: rewrite.renameKeyTo },
  }
}

const compileStep = (step: string, types: TypeIndex): RewriteStep =>
  step.startsWith('... on ') ? { names: types.satisfying(step.slice(7)) } : { key: step }

/** Path steps are `name`, `@` for each item of a list, and either may end with a type condition: `name|[Book,Movie]`. */
const compilePath = (path: ResponsePath, types: TypeIndex): Segment[] =>
  path.flatMap(step => {
    const [, name = '', condition] = /^(.*?)(?:\|\[(.*)\])?$/.exec(String(step)) ?? []
    const segments: Segment[] = []
    if (name === '@') segments.push({ kind: 'each' })
    else if (name !== '') segments.push({ kind: 'field', name })
    if (condition !== undefined) segments.push({ kind: 'type', names: types.satisfyingAny(condition.split(',')) })
    return segments
  })
