/** What is known of one value of `extensions.code`. */
export interface ErrorCodeFacts {
  /** What clients are told that it means, and what to do. */
  meaning: string
  /** Whether its messages are written for clients; what has another code and was not made for them is masked. */
  isPublic: boolean
  /** Whether the gateway passes it on from a subgraph. Codes about the request itself are not: that is the gateway's own. */
  isForwarded: boolean
  /** Of an HTTP answer without data. */
  httpStatus: 400 | 401 | 429 | 503
  /** Whether only the document or its variables are at fault: GraphQL over HTTP wants 200 for that in plain JSON. */
  isDocumentFault: boolean
  /** Whether the same operation may succeed later. */
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

/** Every value of `extensions.code`; `docs/errors.md` shows them to clients. Each is its own label in metrics. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    ...ofOperation,
    httpStatus: 401,
    meaning: 'There is no access token, or one that is not good (any more): sign in, or refresh the session.',
  },
  FORBIDDEN: { ...ofOperation, meaning: 'The caller may not do this.' },
  RATE_LIMITED: {
    ...ofOperation,
    ...{ httpStatus: 429, isRetryable: true },
    meaning: 'Too much was asked in a short time: try again in `retryAfter` seconds.',
  },
  COST_LIMIT_EXCEEDED: { ...ofOperation, meaning: 'The operation asks for too much at once: ask for less.' },
  BAD_USER_INPUT: {
    ...ofOperation,
    isDocumentFault: true,
    meaning: 'A variable or an argument does not fit, as the message says.',
  },
  SUBGRAPH_UNAVAILABLE: {
    ...ofOperation,
    ...{ httpStatus: 503, isRetryable: true },
    meaning:
      'A service did not answer, or not in a way that can be used: try again, where there is `retryAfter` by then.',
  },
  INTERNAL_SERVER_ERROR: {
    ...ofGateway,
    isRetryable: true,
    meaning: 'Something went wrong on our side: try again, and quote `traceId` if it goes on.',
  },
  BAD_REQUEST: { ...ofRequest, meaning: 'The request is not GraphQL over HTTP or WebSocket as it should be.' },
  GRAPHQL_PARSE_FAILED: { ...ofDocument, meaning: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { ...ofDocument, meaning: 'The document does not fit the schema, or is too large.' },
  OPERATION_RESOLUTION_FAILURE: { ...ofRequest, meaning: 'The document has no such operation, or several.' },
  PERSISTED_QUERY_NOT_FOUND: {
    ...ofRequest,
    meaning: 'The document of this hash is not kept: send it with the hash.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: { ...ofRequest, meaning: 'No documents are kept by hash: send them whole.' },
  PERSISTED_QUERY_NOT_IN_LIST: { ...ofGateway, meaning: 'No document is listed under this id.' },
  QUERY_NOT_IN_SAFELIST: { ...ofGateway, meaning: 'The document is not listed, and only listed ones are answered.' },
  QUERY_PLANNING_FAILED: { ...ofGateway, meaning: 'The operation cannot be planned; quote `traceId`.' },
  UNAUTHORIZED_FIELD_OR_TYPE: { ...ofGateway, meaning: 'The caller may not read this field, which is null.' },
  SUBSCRIPTION_SCHEMA_RELOAD: {
    ...ofRequest,
    isRetryable: true,
    meaning: 'The schema was replaced: subscribe again.',
  },
  SUBSCRIPTION_TOO_SLOW: {
    ...ofGateway,
    isRetryable: true,
    meaning: 'Too much waited for a client that took too little: subscribe again.',
  },
  GOING_AWAY: { ...ofGateway, isRetryable: true, meaning: 'The gateway is closing: subscribe again.' },
} as const satisfies Record<string, ErrorCodeFacts>

export type ErrorCode = keyof typeof ERROR_CODES

const FACTS: ReadonlyMap<unknown, ErrorCodeFacts> = new Map(Object.entries(ERROR_CODES))

/** @returns `undefined` for what is no code of ours, such as one that a subgraph made up. */
export const errorCodeFacts = (code: unknown): ErrorCodeFacts | undefined => FACTS.get(code)

/** Whether an error was written for clients to read. */
export const isPublicCode = (code: unknown): boolean => errorCodeFacts(code)?.isPublic === true

/** A label of few values: subgraphs may answer with any code. */
export const metricLabelOf = (code: unknown): string => (FACTS.has(code) ? (code as ErrorCode) : 'other')
