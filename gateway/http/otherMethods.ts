import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Engine } from '../pipeline/engine.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import { noteRejected } from './rejectedRequests.ts'

const ALLOWED = 'GET, POST'

const ERRORS = [graphqlError('BAD_REQUEST', 'GraphQL is served over GET and POST.')]

/** Rejects unsupported methods at `/graphql` before their bodies are read. */
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
  // Allowed origins were answered by the CORS plugin; without its headers browsers send nothing from the others.
  scope.options(url, async (_: FastifyRequest, reply) => reply.code(204).header('allow', ALLOWED).send())
}
