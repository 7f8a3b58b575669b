import { type ArgumentNode, astFromValue, type GraphQLSchema, Kind } from 'graphql'
import { isExecutable } from '../supergraph/executableDirectives.ts'

/** Directives of operations to the arguments that have defaults. */
export type DirectiveDefaults = ReadonlyMap<string, readonly ArgumentNode[]>

/**
 * What the arguments of directives are when an operation leaves them out. Subgraphs are told, as one by itself may have
 * another default or none.
 */
export const directiveDefaults = (schema: GraphQLSchema): DirectiveDefaults =>
  new Map(
    schema.getDirectives().flatMap(directive => {
      const defaults = directive.args.flatMap(({ name, type, defaultValue }): ArgumentNode[] => {
        const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type)
        return value ? [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value }] : []
      })
      return defaults.length && isExecutable(directive) ? [[directive.name, defaults] as const] : []
    }),
  )
