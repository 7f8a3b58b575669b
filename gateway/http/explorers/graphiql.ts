import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { firstTabFor } from './firstTab.ts'
import { FILES_PATH, loadGraphiqlFiles, type ServedFile } from './graphiqlFiles.ts'

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Atelier GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${FILES_PATH}/graphiql.css" />
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
    <script src="${FILES_PATH}/graphiql.js"></script>
  </body>
</html>
`

/** The page holds access tokens: only this host's own files may run in it or receive requests from it. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    // The editor creates its styles at run time.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Serves GraphiQL at `/graphiql` from this host's files alone, for networks without access to others. */
export function serveGraphiql(http: FastifyInstance, schema: () => GraphQLSchema): void {
  let files: Promise<ReadonlyMap<string, ServedFile>> | undefined

  http.get('/graphiql', (_, reply) => reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(PAGE))

  http.get<{ Params: { name: string } }>(`${FILES_PATH}/:name`, async (request, reply) => {
    files ??= loadGraphiqlFiles(firstTabFor(schema()))
    const file = (await files).get(request.params.name)
    return file ? sendFile(file, request, reply) : reply.callNotFound()
  })
}

function sendFile(file: ServedFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({
    etag: file.etag,
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  })
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  reply.type(file.type)
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.text)
  return reply.header('content-encoding', 'gzip').send(file.gzipped)
}
