import type { ApolloServerPlugin } from '@apollo/server'
import { areDocumentFaults } from './resultStatus.ts'
import { wantsPlainJson } from './resultType.ts'

/**
 * Answers 200 to a client that asks for `application/json` alone when only its document or variables are at fault, as
 * GraphQL over HTTP wants it: such a client takes other statuses for those of a proxy between.
 */
export const wellFormedStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        if (!wantsPlainJson(request.http?.headers.get('accept'))) return
        if (response.http.status !== 400 || response.body.kind !== 'single') return
        if (areDocumentFaults(response.body.singleResult.errors ?? [])) response.http.status = 200
      },
    }
  },
}
