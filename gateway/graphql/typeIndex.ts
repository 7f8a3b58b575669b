import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql'

/** Runtime types by type condition, memoized. */
export class TypeIndex {
  readonly schema: GraphQLSchema
  readonly #satisfying = new Map<string, ReadonlySet<string>>()

  constructor(schema: GraphQLSchema) {
    this.schema = schema
  }

  /**
   * Every `__typename` for which `... on type` holds: the objects of an abstract type, the interfaces that implement
   * it, and the type itself, as a subgraph with an `@interfaceObject` answers with the interface's own name.
   */
  satisfying(type: string): ReadonlySet<string> {
    let names = this.#satisfying.get(type)
    if (!names) {
      names = this.#compute(type)
      this.#satisfying.set(type, names)
    }
    return names
  }

  satisfyingAny(types: readonly string[]): ReadonlySet<string> {
    const [only] = types
    return types.length === 1 && only !== undefined
      ? this.satisfying(only)
      : new Set(types.flatMap(type => [...this.satisfying(type)]))
  }

  #compute(name: string): ReadonlySet<string> {
    const names = new Set([name])
    const type = this.schema.getType(name)
    if (!isAbstractType(type)) return names
    for (const object of this.schema.getPossibleTypes(type)) names.add(object.name)
    if (isInterfaceType(type))
      for (const child of this.schema.getImplementations(type).interfaces) names.add(child.name)
    return names
  }
}
