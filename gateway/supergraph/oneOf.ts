import {
  type ASTNode,
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type InputObjectTypeDefinitionNode,
  type InputObjectTypeExtensionNode,
  isInputObjectType,
  Kind,
  parse,
  print,
} from 'graphql'

/** The definition, of the GraphQL specification. */
export const ONE_OF_DEFINITION = 'directive @oneOf on INPUT_OBJECT'

type Input = InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode

export const isInput = (node: ASTNode): node is Input =>
  node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION

const isOneOf = ({ name }: ConstDirectiveNode): boolean => name.value === 'oneOf'

const definesOneOf = (node: ASTNode): node is DirectiveDefinitionNode =>
  node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'oneOf'

/** Names of the inputs with `@oneOf`. */
export const oneOfInputs = (document: DocumentNode): Set<string> =>
  new Set(
    document.definitions
      .filter(isInput)
      .filter(input => input.directives?.some(isOneOf))
      .map(input => input.name.value),
  )

/** A document without `@oneOf` and its definition, for Apollo's libraries, which do not know it. */
export function withoutOneOf(document: DocumentNode): DocumentNode {
  const definitions = document.definitions
    .filter(node => !definesOneOf(node))
    .map(node => (isInput(node) ? { ...node, directives: node.directives?.filter(each => !isOneOf(each)) } : node))
  return { ...document, definitions }
}

/** As `withoutOneOf`, of a text, which stays as it is where there is none. */
export const textWithoutOneOf = (sdl: string): string =>
  sdl.includes('@oneOf') ? print(withoutOneOf(parse(sdl, { noLocation: true }))) : sdl

/** Faults of the `@oneOf` inputs of a document, in the words of graphql-js. */
export function oneOfFaults(document: DocumentNode): string[] {
  const faults: string[] = []
  for (const definition of document.definitions.filter(definesOneOf)) {
    const [location, ...others] = definition.locations.map(({ value }) => value)
    if (location !== 'INPUT_OBJECT' || others.length || definition.arguments?.length) {
      faults.push(`Directive "@oneOf" is GraphQL's own: define it as "${ONE_OF_DEFINITION}", or not at all.`)
    }
  }
  const names = oneOfInputs(document)
  for (const input of document.definitions.filter(isInput).filter(({ name }) => names.has(name.value))) {
    for (const { name, type, defaultValue } of input.fields ?? []) {
      const field = `OneOf input field ${input.name.value}.${name.value}`
      if (type.kind === Kind.NON_NULL_TYPE) faults.push(`${field} must be nullable.`)
      if (defaultValue) faults.push(`${field} cannot have a default value.`)
    }
  }
  return faults
}

/**
 * Marks inputs of a schema as `@oneOf`, which validation, coercion and introspection of graphql-js heed.
 * @param schema modified; made without `@oneOf`.
 */
export function markOneOf(schema: GraphQLSchema, names: ReadonlySet<string>): void {
  for (const name of names) {
    const type = schema.getType(name)
    if (isInputObjectType(type)) type.isOneOf = true
  }
}
