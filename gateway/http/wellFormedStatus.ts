import type { ApolloServerPlugin } from '@apollo/server'

/** Faults of a document or its variables, which are a well-formed request all the same. */
const DOCUMENT_FAULTS = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/**
 * Answers 200 to a client that asks for `application/json` alone when only its document or variables are at fault, as
 * GraphQL over HTTP wants it: such a client takes other statuses for those of a proxy between.
 */
export const wellFormedStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? ''
        if (!accept.includes('application/json') || accept.includes('application/graphql-response+json')) return
        if (response.http.status !== 400 || response.body.kind !== 'single') return
        const { errors = [] } = response.body.singleResult
        if (errors.every(({ extensions }) => DOCUMENT_FAULTS.has(extensions?.code))) response.http.status = 200
      },
    }
  },
}
