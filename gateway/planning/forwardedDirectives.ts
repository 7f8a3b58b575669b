import {
  type ArgumentNode,
  astFromValue,
  type DirectiveLocation,
  type DirectiveNode,
  type GraphQLDirective,
  type GraphQLSchema,
  Kind,
} from 'graphql'
import { isCondition } from '../graphql/conditions.ts'

/** Directives of client operations as forwarded to subgraphs. */
export class ForwardedDirectives {
  readonly #schema: GraphQLSchema
  readonly #defaults = new Map<string, readonly ArgumentNode[]>()

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
    for (const directive of schema.getDirectives()) this.#defaults.set(directive.name, defaultsOf(directive))
  }

  /**
   * Directives with default arguments filled in: a subgraph may have another default or none.
   * @param location their location; directives that are invalid there are omitted.
   */
  at(location: DirectiveLocation, directives: readonly DirectiveNode[] | undefined): DirectiveNode[] | undefined {
    return directives?.filter(directive => this.#isForwarded(directive, location)).map(node => this.#whole(node))
  }

  #isForwarded(directive: DirectiveNode, location: DirectiveLocation): boolean {
    if (isCondition(directive) || directive.name.value === 'defer') return false
    return this.#schema.getDirective(directive.name.value)?.locations.includes(location) === true
  }

  #whole(directive: DirectiveNode): DirectiveNode {
    const given = directive.arguments ?? []
    const defaults = this.#defaults.get(directive.name.value)
    const missing = defaults?.filter(({ name }) => given.every(argument => argument.name.value !== name.value))
    return missing?.length ? { ...directive, arguments: [...given, ...missing] } : directive
  }
}

const defaultsOf = ({ args }: GraphQLDirective): ArgumentNode[] =>
  args.flatMap(({ name, type, defaultValue }) => {
    const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type)
    return value ? [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value }] : []
  })
