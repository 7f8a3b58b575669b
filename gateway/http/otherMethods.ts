import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const ALLOWED = 'GET, POST'

/** Answers the methods at `/graphql` that GraphQL does not use, before anybody reads their bodies. */
export function serveOtherMethods(scope: FastifyInstance): void {
  const url = '/graphql'
  scope.route({
    url,
    method: ['PUT', 'PATCH', 'DELETE'],
    onRequest: async (_, reply) => methodNotAllowed(reply),
    handler: async (_, reply) => methodNotAllowed(reply),
  })
  // Pages that may call were answered by then; without the headers of CORS browsers let the others send nothing.
  scope.options(url, async (_: FastifyRequest, reply) => reply.code(204).header('allow', ALLOWED).send())
}

function methodNotAllowed(reply: FastifyReply): FastifyReply {
  const message = 'GraphQL is served over GET and POST.'
  const errors = [{ message, extensions: { code: 'BAD_REQUEST' } }]
  return reply.code(405).header('allow', ALLOWED).send({ errors })
}
