import type { ApolloServerPlugin } from '@apollo/server'
import { rejectionHeaders, rejectionStatus } from './resultStatus.ts'
import { wantsPlainJson } from './resultType.ts'

/** Sets the HTTP status of Apollo Server's responses without data to that of ours. */
export const wellFormedStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        if (response.http.status !== 400 || response.body.kind !== 'single') return
        const { errors = [] } = response.body.singleResult
        response.http.status = rejectionStatus(errors, wantsPlainJson(request.http?.headers.get('accept')))
        for (const [name, value] of Object.entries(rejectionHeaders(errors))) response.http.headers.set(name, value)
      },
    }
  },
}
