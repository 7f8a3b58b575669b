import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql'
import { textOf } from '../supergraph/joinDirectives.ts'

const OURS = 'https://specs.apollo.dev/'

/**
 * Removes the `@link` of directives that `@composeDirective` added to a supergraph. The planner drops the definitions
 * of a linked specification, and then fails at operations with such a directive.
 */
export function withoutForeignLinks(supergraph: DocumentNode): DocumentNode {
  const definitions = supergraph.definitions.map(node =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? { ...node, directives: node.directives?.filter(directive => !isForeignLink(directive)) }
      : node,
  )
  return { ...supergraph, definitions }
}

const isForeignLink = (directive: ConstDirectiveNode) =>
  directive.name.value === 'link' && textOf(directive, 'url')?.startsWith(OURS) === false
