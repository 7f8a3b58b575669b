import { randomUUID } from 'node:crypto'
import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner'
import {
  type ConstValueNode,
  coerceInputValue,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  Kind,
  TypeInfo,
  type ValueNode,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { isCustomScalar } from '../graphql/customScalars.ts'
import { ExactNumber, isWrittenAlike } from '../graphql/exactNumber.ts'
import { type Json, type JsonObject, put } from '../graphql/json.ts'
import { fitNumbers } from './fitNumbers.ts'

/** Only this process knows it, so no string of a client is taken for a number. */
const MARK = `exact number ${randomUUID()} `

const MARKED = new RegExp(`"${MARK}([-+.\\deE]+)"`, 'g')

/**
 * Hides numbers from the planner, which reads literals of custom scalars as doubles: each becomes a marked string.
 * @param schemaOf is called when there are any.
 */
export function hideExactLiterals(document: DocumentNode, schemaOf: () => GraphQLSchema): DocumentNode {
  if (!hasExactLiterals(document)) return document
  const types = new TypeInfo(schemaOf())
  const hide = (node: ValueNode) => {
    if (!isExact(node) || !isCustom(types.getInputType())) return undefined
    return { kind: Kind.STRING, value: `${MARK}${node.value}` } as const
  }
  return visit(document, visitWithTypeInfo(types, { IntValue: hide, FloatValue: hide }))
}

/** Whether a literal is of a custom scalar; within one, no type is known. */
const isCustom = (type: GraphQLInputType | null | undefined): boolean => !type || isCustomScalar(getNamedType(type))

/** Puts the numbers back into the operations of a plan. */
export function showExactLiterals(node: PlanNode | SubscriptionNode): PlanNode | SubscriptionNode {
  if (node.kind !== 'Subscription') return show(node)
  return { ...node, primary: withNumbers(node.primary), rest: node.rest && show(node.rest) }
}

function show(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return withNumbers(node)
    case 'Flatten':
      return { ...node, node: show(node.node) }
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(show) }
    case 'Condition':
      return {
        ...node,
        ifClause: node.ifClause && show(node.ifClause),
        elseClause: node.elseClause && show(node.elseClause),
      }
    case 'Defer':
      return node
  }
}

const withNumbers = (fetch: FetchNode): FetchNode => ({
  ...fetch,
  operation: fetch.operation.replaceAll(MARKED, '$1'),
})

/** As `valueFromAST` of graphql-js, with exact numbers for custom scalars. */
export function valueOfLiteral(node: ConstValueNode, type: GraphQLInputType): Json | undefined {
  if (!hasExactLiterals(node)) return valueFromAST(node, type) as Json | undefined
  return coerceInputValue(fitNumbers(jsonOf(node), type), type) as Json
}

const isExact = (node: ValueNode): node is ValueNode & { value: string } =>
  (node.kind === Kind.INT || node.kind === Kind.FLOAT) && !isWrittenAlike(node.value)

function hasExactLiterals(node: DocumentNode | ConstValueNode): boolean {
  let found = false
  const look = (value: ValueNode) => {
    found ||= isExact(value)
  }
  visit(node, { IntValue: look, FloatValue: look })
  return found
}

function jsonOf(node: ConstValueNode): Json {
  switch (node.kind) {
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT:
      return isExact(node) ? new ExactNumber(node.value) : Number(node.value)
    case Kind.LIST:
      return node.values.map(jsonOf)
    case Kind.OBJECT: {
      const object: JsonObject = {}
      for (const { name, value } of node.fields) put(object, name.value, jsonOf(value))
      return object
    }
    default:
      return node.value
  }
}
