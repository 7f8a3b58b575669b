import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Engine } from '../pipeline/engine.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import { noteRejected } from './rejectedRequests.ts'

const ALLOWED = 'GET, POST'

const ERRORS = [{ message: 'GraphQL is served over GET and POST.', extensions: { code: 'BAD_REQUEST' } }]

/** Answers the methods at `/graphql` that GraphQL does not use, before anybody reads their bodies. */
export function serveOtherMethods(scope: FastifyInstance, versions: SupergraphVersions<Engine>): void {
  const url = '/graphql'
  const reject = async (request: FastifyRequest, reply: FastifyReply) => {
    noteRejected(versions.current(), request, ERRORS, 'http')
    return reply.code(405).header('allow', ALLOWED).send({ errors: ERRORS })
  }
  scope.route({
    url,
    method: ['PUT', 'PATCH', 'DELETE'],
    onRequest: reject,
    handler: reject,
  })
  // Pages that may call were answered by then; without the headers of CORS browsers let the others send nothing.
  scope.options(url, async (_: FastifyRequest, reply) => reply.code(204).header('allow', ALLOWED).send())
}
