import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'

/** A document that may be run, or what is wrong with it. */
export type ValidatedDocument = { document: DocumentNode } | { errors: readonly GraphQLError[] }

/** Query texts longer than this are validated each time they come, so that the cache stays small. */
const LONGEST_KEPT = 20_000

/** Parses and validates what does not come through Apollo Server, remembering the answers. */
export class ValidatedDocuments {
  readonly #schema: GraphQLSchema
  readonly #rules: typeof specifiedRules
  readonly #known = new LRUCache<string, ValidatedDocument>({ max: 1_000 })

  constructor(schema: GraphQLSchema, options: { introspection: boolean }) {
    this.#schema = schema
    this.#rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  }

  get(source: string): ValidatedDocument {
    let known = this.#known.get(source)
    if (!known) {
      known = this.#validate(source)
      if (source.length <= LONGEST_KEPT) this.#known.set(source, known)
    }
    return known
  }

  #validate(source: string): ValidatedDocument {
    try {
      return this.#parseAndValidate(source)
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] }
      // A document that is nested deeper than the stack is.
      if (error instanceof RangeError) {
        return { errors: [withCode(new GraphQLError('The document is nested too deeply.'), 'GRAPHQL_PARSE_FAILED')] }
      }
      throw error
    }
  }

  #parseAndValidate(source: string): ValidatedDocument {
    const document = parse(source)
    const errors = validate(this.#schema, document, this.#rules)
    return errors.length ? { errors: errors.map(error => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) } : { document }
  }
}

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code },
  })
