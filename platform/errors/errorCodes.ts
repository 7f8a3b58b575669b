/** Properties of one value of `extensions.code`. */
export interface ErrorCodeFacts {
  /** Its meaning for clients, and what to do. */
  meaning: string
  /** Whether its messages are written for clients; errors with other codes are masked. */
  isPublic: boolean
  /** Whether the gateway passes it on from a subgraph. Codes about the request itself are the gateway's own. */
  isForwarded: boolean
  /** HTTP status of a response without data; persisted queries have that of Apollo Server. */
  httpStatus: 200 | 400 | 401 | 403 | 429 | 500 | 503
  /**
   * Whether only the document or its variables are invalid: GraphQL over HTTP requires 200 for these with plain JSON.
   */
  isDocumentFault: boolean
  /** Whether a retry of the operation may succeed. */
  isRetryable: boolean
}

const ofRequest = {
  isPublic: true,
  isForwarded: false,
  httpStatus: 400,
  isDocumentFault: false,
  isRetryable: false,
} as const
const ofDocument = { ...ofRequest, isDocumentFault: true } as const
const ofOperation = { ...ofRequest, isForwarded: true } as const
const ofGateway = { ...ofRequest, isPublic: false } as const

/** Every value of `extensions.code`; `docs/errors.md` documents them for clients. Each is its own metric label. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    ...ofOperation,
    httpStatus: 401,
    meaning: 'The access token is missing, invalid or expired: sign in, or refresh the session.',
  },
  FORBIDDEN: { ...ofOperation, httpStatus: 403, meaning: 'The caller is not allowed to do this.' },
  RATE_LIMITED: {
    ...ofOperation,
    ...{ httpStatus: 429, isRetryable: true },
    meaning: 'Too many requests in a window: try again in `retryAfter` seconds.',
  },
  COST_LIMIT_EXCEEDED: { ...ofOperation, meaning: 'The cost of the operation exceeds the limit: request less.' },
  BAD_USER_INPUT: {
    ...ofOperation,
    isDocumentFault: true,
    meaning: 'A variable or an argument is invalid; see the message.',
  },
  SUBGRAPH_UNAVAILABLE: {
    ...ofOperation,
    ...{ httpStatus: 503, isRetryable: true },
    meaning: 'A service gave no valid response: try again, after `retryAfter` seconds where given.',
  },
  INTERNAL_SERVER_ERROR: {
    ...ofGateway,
    ...{ httpStatus: 500, isRetryable: true },
    meaning: 'An internal error: try again, and quote `traceId` if it persists.',
  },
  BAD_REQUEST: { ...ofRequest, meaning: 'The request is not valid GraphQL over HTTP or WebSocket.' },
  GRAPHQL_PARSE_FAILED: { ...ofDocument, meaning: 'The document has a syntax error.' },
  GRAPHQL_VALIDATION_FAILED: {
    ...ofDocument,
    meaning: 'The document does not validate against the schema, or is too large.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    ...ofRequest,
    meaning: 'The document has no operation of this name, or several without a name given.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    ...ofRequest,
    httpStatus: 200,
    meaning: 'No document is stored for this hash: send it with the hash.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    ...ofRequest,
    httpStatus: 200,
    meaning: 'Persisted queries are off: send documents whole.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: { ...ofGateway, meaning: 'No trusted document has this id.' },
  QUERY_NOT_IN_SAFELIST: { ...ofGateway, meaning: 'The document is not trusted, and only trusted ones are executed.' },
  QUERY_PLANNING_FAILED: { ...ofGateway, meaning: 'Query planning failed; quote `traceId`.' },
  UNAUTHORIZED_FIELD_OR_TYPE: { ...ofGateway, meaning: 'The caller may not read this field, which is null.' },
  SUBSCRIPTION_SCHEMA_RELOAD: {
    ...ofRequest,
    isRetryable: true,
    meaning: 'The schema was reloaded: subscribe again.',
  },
  SUBSCRIPTION_TOO_SLOW: {
    ...ofGateway,
    isRetryable: true,
    meaning: 'The client read too slowly and its queue was full: subscribe again.',
  },
  GOING_AWAY: {
    ...ofGateway,
    ...{ httpStatus: 503, isRetryable: true },
    meaning: 'The gateway is shutting down: subscribe again.',
  },
} as const satisfies Record<string, ErrorCodeFacts>

export type ErrorCode = keyof typeof ERROR_CODES

const FACTS: ReadonlyMap<unknown, ErrorCodeFacts> = new Map(Object.entries(ERROR_CODES))

/** @returns `undefined` for an unknown code, such as a subgraph's own. */
export const errorCodeFacts = (code: unknown): ErrorCodeFacts | undefined => FACTS.get(code)

/** Whether an error was written for clients to read. */
export const isPublicCode = (code: unknown): boolean => errorCodeFacts(code)?.isPublic === true

/** A label with few values: subgraphs may respond with any code. */
export const metricLabelOf = (code: unknown): string => (FACTS.has(code) ? (code as ErrorCode) : 'other')
