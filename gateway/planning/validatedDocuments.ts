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
import { longName } from '../protection/document/longName.ts'

/** A document that may be run, or what is wrong with it. */
export type ValidatedDocument = { document: DocumentNode } | RejectedDocument

export interface RejectedDocument {
  errors: readonly GraphQLError[]
  /** Where it could be parsed. */
  parsed?: DocumentNode
}

export interface ValidationOptions {
  /** Whether documents may ask for the schema. Where not, errors suggest no names either. */
  introspection: boolean
  limits: DocumentLimits
  /** Characters of all documents that are remembered at most; parsed, they take 30 times as much memory. */
  keptLength: number
  /** How long the errors may be; as long as they are when absent. */
  errorLimits?: ErrorLimits
  counts?: DocumentCounts
}

/** What is counted of documents. */
export type DocumentCounts = Pick<PlannerCounters, 'documentsKnown' | 'documentsNew' | 'documentsRejected'>

/** A document that is longer than this part of all that are remembered is not: it would take the place of many. */
const MAX_PART = 1 / 10

/** How much more memory a rejected document takes than one that may be run: its errors know where each word stood. */
const REFUSED_FACTOR = 4

/** Lines of the longest documents whose errors tell where they are: for each of them the lines before it are counted. */
const MAX_LINES_LOCATED = 1_000

/** Parses and validates documents, whatever transport they come by, remembering the answers. */
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
    this.#rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  }

  /**
   * @param spend validates a text that is not known yet, at the cost of who sent it.
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
      const excess = longName(source, document, limits.nameLength) ?? beyondLimits(document, limits)
      if (excess) return { errors: [excess] }
      const errors = this.#errorsOf(document, { hideSuggestions: !introspection })
      if (errors.length) {
        return { errors: errors.map(error => withCode(error, 'GRAPHQL_VALIDATION_FAILED')), parsed: document }
      }
      // Only errors need to know where each word stood, and that takes twice as much memory as all the rest.
      return { document: withText(parse(source, { ...options, noLocation: true }), source) }
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] }
      // A document that is nested deeper than the stack is.
      if (!(error instanceof RangeError)) throw error
      return { errors: [withCode(new GraphQLError('The document is nested too deeply.'), 'GRAPHQL_PARSE_FAILED')] }
    }
  }

  #errorsOf(document: DocumentNode, options: { hideSuggestions: boolean }): readonly GraphQLError[] {
    try {
      return validate(this.#schema, document, this.#rules, options)
    } catch (error) {
      // The rule about the one root field of a subscription gives up where that depends on a variable.
      if (error instanceof GraphQLError) return [new GraphQLError(CONDITION_AT_ROOT, { nodes: error.nodes })]
      throw error
    }
  }
}

function bounded(validated: ValidatedDocument, limits: ErrorLimits = NO_ERROR_LIMITS): ValidatedDocument {
  if (!('errors' in validated)) return validated
  const errors = boundErrors(validated.errors, limits)
  // Nobody reads it, and until it is read it keeps alive what each of its functions worked with.
  for (const error of errors) error.stack = ''
  return { ...validated, errors }
}

const CONDITION_AT_ROOT = 'The root field of a subscription cannot have @skip or @include with a variable.'

const hasManyLines = (source: string): boolean =>
  source.split(/[\n\r]/, MAX_LINES_LOCATED + 2).length > MAX_LINES_LOCATED + 1

/** The document alone knows its text, for who plans it again. */
function withText(document: DocumentNode, text: string): DocumentNode {
  const { length } = text
  const [start, end] = [new Token(TokenKind.SOF, 0, 0, 0, 0), new Token(TokenKind.EOF, length, length, 0, 0)]
  return { ...document, loc: new Location(start, end, new Source(text)) }
}

/** What stops the parser at the limit of tokens. */
export const parseOptions = ({ tokens }: Pick<DocumentLimits, 'tokens'>) => ({ maxTokens: tokens })

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions.code = code
  return error
}
