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
import { type HotCounts, newHotCounts } from '../observability/hotCounts.ts'
import { beyondLimits, type DocumentLimits } from '../protection/document/documentLimits.ts'

/** A document that may be run, or what is wrong with it. */
export type ValidatedDocument = { document: DocumentNode } | RefusedDocument

export interface RefusedDocument {
  errors: readonly GraphQLError[]
  /** Whether it was refused for its size, before it was held against the schema. */
  beyondLimits?: boolean
}

export interface ValidationOptions {
  /** Whether documents may ask for the schema. Where not, errors suggest no names either. */
  introspection: boolean
  limits: DocumentLimits
  counts?: DocumentCounts
}

/** What is counted of documents. */
export type DocumentCounts = Pick<HotCounts, 'documentsKnown' | 'documentsNew' | 'documentsRefused'>

/** Characters of all texts that are remembered, and of the longest of them: a parsed document takes many times as much. */
const KEPT_LENGTH = 10_000_000
const LONGEST_KEPT = 200_000

/** Parses and validates documents, whatever transport they come by, remembering the answers. */
export class ValidatedDocuments {
  readonly #schema: GraphQLSchema
  readonly #options: ValidationOptions
  readonly #counts: DocumentCounts
  readonly #rules: typeof specifiedRules
  readonly #known = new LRUCache<string, ValidatedDocument>({
    max: 1_000,
    maxSize: KEPT_LENGTH,
    maxEntrySize: LONGEST_KEPT,
    sizeCalculation: (_, source) => source.length || 1,
  })

  constructor(schema: GraphQLSchema, options: ValidationOptions) {
    this.#schema = schema
    this.#options = options
    this.#counts = options.counts ?? newHotCounts()
    this.#rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  }

  get(source: string): ValidatedDocument {
    const known = this.#known.get(source)
    if (known) {
      this.#counts.documentsKnown += 1
      return known
    }
    const validated = this.#validate(source)
    this.#counts.documentsNew += 1
    if ('errors' in validated) this.#counts.documentsRefused += 1
    this.#known.set(source, validated)
    return validated
  }

  #validate(source: string): ValidatedDocument {
    try {
      return this.#parseAndValidate(source)
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] }
      // A document that is nested deeper than the stack is.
      if (error instanceof RangeError) {
        const tooDeep = new GraphQLError('The document is nested too deeply.')
        return { errors: [withCode(tooDeep, 'GRAPHQL_PARSE_FAILED')], beyondLimits: true }
      }
      throw error
    }
  }

  #parseAndValidate(source: string): ValidatedDocument {
    const { introspection, limits } = this.#options
    const document = parse(source, parseOptions(limits))
    const excess = beyondLimits(document, limits)
    if (excess) return { errors: [excess], beyondLimits: true }
    const errors = validate(this.#schema, document, this.#rules, { hideSuggestions: !introspection })
    return errors.length ? { errors: errors.map(error => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) } : { document }
  }
}

/** What stops the parser at the limit of tokens. */
export const parseOptions = ({ tokens }: Pick<DocumentLimits, 'tokens'>) => (tokens > 0 ? { maxTokens: tokens } : {})

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code },
  })
