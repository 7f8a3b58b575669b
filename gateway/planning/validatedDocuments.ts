import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Location,
  NoSchemaIntrospectionCustomRule,
  parse,
  Source,
  specifiedRules,
  Token,
  TokenKind,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { boundErrors, type ErrorLimits, NO_ERROR_LIMITS } from '../execution/errorLimits.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import { newPlannerCounters, type PlannerCounters } from '../observability/plannerCounters.ts'
import type { MeteredRun } from '../protection/cpuBudget.ts'
import { beyondLimits, type DocumentLimits } from '../protection/document/documentLimits.ts'
import { longToken } from '../protection/document/longToken.ts'
import { oneOfVariablesRule } from './oneOfVariables.ts'

/** A valid document, or its errors. */
export type ValidatedDocument = { document: DocumentNode } | RejectedDocument

export interface RejectedDocument {
  errors: readonly GraphQLError[]
  /** Present when it could be parsed. */
  parsed?: DocumentNode
}

export interface ValidationOptions {
  /** Whether introspection is allowed. If not, errors suggest no names either. */
  introspection: boolean
  limits: DocumentLimits
  /** Maximum characters of all cached documents; parsed, they take 30 times as much memory. */
  keptLength: number
  /** Limits of the errors; none when absent. */
  errorLimits?: ErrorLimits
  counts?: DocumentCounts
}

/** Counters of documents. */
export type DocumentCounts = Pick<PlannerCounters, 'documentsKnown' | 'documentsNew' | 'documentsRejected'>

/** Maximum share of the cache for one document: a longer one would evict many. */
const MAX_PART = 1 / 10

/** Memory of an invalid document relative to a valid one: its errors keep token locations. */
const REFUSED_FACTOR = 4

/** Maximum lines of a document whose errors have locations: each location counts the lines before it. */
const MAX_LINES_LOCATED = 1_000

/** Parses and validates documents of all transports, with a cache. */
export class ValidatedDocuments {
  readonly #schema: GraphQLSchema
  readonly #options: ValidationOptions
  readonly #counts: DocumentCounts
  readonly #rules: typeof specifiedRules
  readonly #known: LRUCache<string, ValidatedDocument>

  constructor(schema: GraphQLSchema, options: ValidationOptions) {
    this.#schema = schema
    this.#options = options
    this.#counts = options.counts ?? newPlannerCounters()
    this.#known = new LRUCache({
      max: 1_000,
      maxSize: options.keptLength,
      maxEntrySize: Math.ceil(options.keptLength * MAX_PART),
      sizeCalculation: (validated, { length }) => (length || 1) * ('errors' in validated ? REFUSED_FACTOR : 1),
    })
    const rules = [...specifiedRules, oneOfVariablesRule]
    this.#rules = options.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule]
  }

  /**
   * @param spend runs validation of an uncached text on the caller's budget.
   * @throws CpuBudgetSpentError
   */
  get(source: string, spend: MeteredRun = unmetered.run): ValidatedDocument {
    const known = this.#known.get(source)
    if (known) {
      this.#counts.documentsKnown += 1
      return known
    }
    const validated = bounded(
      spend(() => this.#validate(source)),
      this.#options.errorLimits,
    )
    this.#counts.documentsNew += 1
    if ('errors' in validated) this.#counts.documentsRejected += 1
    this.#known.set(source, validated)
    return validated
  }

  #validate(source: string): ValidatedDocument {
    const { introspection, limits } = this.#options
    const options = parseOptions(limits)
    try {
      const document = parse(source, { ...options, noLocation: hasManyLines(source) })
      const excess = longToken(source, document, limits.nameLength) ?? beyondLimits(document, limits)
      if (excess) return { errors: [excess] }
      const errors = this.#errorsOf(document, { hideSuggestions: !introspection })
      if (errors.length) {
        return { errors: errors.map(error => withCode(error, 'GRAPHQL_VALIDATION_FAILED')), parsed: document }
      }
      // Only errors need token locations, which take twice as much memory as the rest.
      return { document: withText(parse(source, { ...options, noLocation: true }), source) }
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] }
      // The document nests deeper than the stack.
      if (!(error instanceof RangeError)) throw error
      return { errors: [graphqlError('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.')] }
    }
  }

  #errorsOf(document: DocumentNode, options: { hideSuggestions: boolean }): readonly GraphQLError[] {
    try {
      return validate(this.#schema, document, this.#rules, options)
    } catch (error) {
      // The rule of single-field subscriptions throws when the root field depends on a variable.
      if (error instanceof GraphQLError) return [new GraphQLError(CONDITION_AT_ROOT, { nodes: error.nodes })]
      throw error
    }
  }
}

function bounded(validated: ValidatedDocument, limits: ErrorLimits = NO_ERROR_LIMITS): ValidatedDocument {
  if (!('errors' in validated)) return validated
  const errors = boundErrors(validated.errors, limits)
  // It is never read, and until it is formatted it keeps the values of its frames in memory.
  for (const error of errors) error.stack = ''
  return { ...validated, errors }
}

const CONDITION_AT_ROOT = 'The root field of a subscription cannot have @skip or @include with a variable.'

const hasManyLines = (source: string): boolean =>
  source.split(/[\n\r]/, MAX_LINES_LOCATED + 2).length > MAX_LINES_LOCATED + 1

/** Attaches the text to the document alone, for replanning. */
function withText(document: DocumentNode, text: string): DocumentNode {
  const { length } = text
  const [start, end] = [new Token(TokenKind.SOF, 0, 0, 0, 0), new Token(TokenKind.EOF, length, length, 0, 0)]
  return { ...document, loc: new Location(start, end, new Source(text)) }
}

/** Options that stop the parser at the limit of tokens. */
export const parseOptions = ({ tokens }: Pick<DocumentLimits, 'tokens'>) => ({ maxTokens: tokens })

function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  error.extensions.code = code
  return error
}
