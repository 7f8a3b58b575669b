import type {
  FetchDataRewrite,
  FetchNode,
  PlanNode,
  QueryPlanSelectionNode,
  ResponsePath,
  SubscriptionNode,
} from '@apollo/query-planner'
import type {
  FetchInstruction,
  Instruction,
  Plan,
  RequiredField,
  Requirement,
  Rewrite,
  Segment,
} from './instructions.ts'
import type { TypeIndex } from './typeIndex.ts'
import { withTypenames } from './typenames.ts'

export interface CompileOptions {
  /** Types of the whole supergraph, inaccessible ones included. */
  types: TypeIndex
  /** Names of synthetic fields that stand for a required field with arguments, to the field's real name. */
  realNames: ReadonlyMap<string, string>
}

/**
 * Turns the planner's output into what `execute` runs.
 * @throws Error on a plan node that the planner gives only for features that are not asked of it.
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
  if (node.contextRewrites?.length) throw new Error('The plan sets contextual arguments, which are not supported.')
  const operation = withTypenames(node.operation, options.types.schema)
  const outputRewrites = (node.outputRewrites ?? []).map(rewrite => compileRewrite(rewrite, options.types))
  const name = node.operationName ? `,"operationName":${JSON.stringify(node.operationName)}` : ''
  return {
    kind: 'fetch',
    service: node.serviceName,
    operationKind: node.operationKind,
    operationName: node.operationName,
    operation,
    bodyHead: `{"query":${JSON.stringify(operation)}${name}`,
    variables: node.variableUsages ?? [],
    path,
    entities: node.requires && compileEntityInputs(node.requires, node.inputRewrites ?? [], options),
    outputRewrites,
    renamed: new Map(outputRewrites.flatMap(({ key, action }) => (action.kind === 'rename' ? [[key, action.to]] : []))),
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

const compileRequirements = (selections: QueryPlanSelectionNode[], options: CompileOptions): Requirement[] =>
  selections.map(selection => {
    if (selection.kind === 'InlineFragment') {
      return {
        kind: 'fragment',
        names: selection.typeCondition ? options.types.satisfying(selection.typeCondition) : undefined,
        nested: compileRequirements(selection.selections, options),
      }
    }
    const target = selection.alias ?? options.realNames.get(selection.name) ?? selection.name
    return {
      kind: 'field',
      source: selection.name,
      target,
      jsonKey: `${JSON.stringify(target)}:`,
      nested: selection.selections?.length ? compileRequirements(selection.selections, options) : undefined,
    }
  })

/** One fragment of fields without fragments below: then no key can be written twice. */
function isFlat(requires: readonly Requirement[]): boolean {
  const [only] = requires
  return requires.length === 1 && only?.kind === 'fragment' && only.nested.every(isFlatField)
}

const isFlatField = (requirement: Requirement): requirement is RequiredField =>
  requirement.kind === 'field' && (requirement.nested === undefined || requirement.nested.every(isFlatField))

function compileRewrite(rewrite: FetchDataRewrite, types: TypeIndex): Rewrite {
  const steps = [...rewrite.path]
  const key = steps.pop()
  if (key === undefined) throw new Error('The plan has a rewrite without a path.')
  return {
    key,
    path: steps.map(step => (step.startsWith('... on ') ? { names: types.satisfying(step.slice(7)) } : { key: step })),
    action:
      rewrite.kind === 'ValueSetter'
        ? { kind: 'set', value: rewrite.setValueTo }
        : { kind: 'rename', to: rewrite.renameKeyTo },
  }
}

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
