import {
  DirectiveLocation,
  type GraphQLArgument,
  GraphQLDirective,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLSchema,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql'

const EXECUTABLE = new Set<string>([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
])

/** Whether a directive is for operations. */
const isExecutable = ({ locations }: GraphQLDirective): boolean => locations.some(location => EXECUTABLE.has(location))

/**
 * Adds executable directives of `@composeDirective` to the API schema. Apollo's omits them, as it takes them for type
 * system directives.
 */
export function withExecutableDirectives(apiSchema: GraphQLSchema, supergraph: GraphQLSchema): GraphQLSchema {
  const known = new Set(apiSchema.getDirectives().map(({ name }) => name))
  const more = supergraph
    .getDirectives()
    .filter(directive => isExecutable(directive) && !known.has(directive.name))
    .flatMap(directive => forClients(directive, apiSchema) ?? [])
  if (more.length === 0) return apiSchema
  return new GraphQLSchema({ ...apiSchema.toConfig(), directives: [...apiSchema.getDirectives(), ...more] })
}

/** @returns `undefined` when an argument's type is not in the API schema. */
function forClients(directive: GraphQLDirective, apiSchema: GraphQLSchema): GraphQLDirective | undefined {
  const args = directive.args.map(argument => [argument, typeIn(apiSchema, argument.type)] as const)
  if (!args.every(hasType)) return undefined
  return new GraphQLDirective({
    ...directive.toConfig(),
    locations: directive.locations.filter(location => EXECUTABLE.has(location)),
    args: Object.fromEntries(
      args.map(([{ name, description, defaultValue }, type]) => [name, { type, description, defaultValue }]),
    ),
  })
}

const hasType = (
  entry: readonly [GraphQLArgument, GraphQLInputType | undefined],
): entry is readonly [GraphQLArgument, GraphQLInputType] => entry[1] !== undefined

function typeIn(schema: GraphQLSchema, type: GraphQLInputType): GraphQLInputType | undefined {
  if (isNonNullType(type)) {
    const nullable = typeIn(schema, type.ofType)
    return nullable && new GraphQLNonNull(nullable)
  }
  if (isListType(type)) {
    const item = typeIn(schema, type.ofType)
    return item && new GraphQLList(item)
  }
  // A specification's own types are not in Apollo's API schema either; only its leaf types are added.
  const found = schema.getType(type.name) ?? (isLeafType(type) ? type : undefined)
  return isInputType(found) ? found : undefined
}
