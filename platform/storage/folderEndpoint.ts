import type { IncomingMessage } from 'node:http'
import { dirname } from 'node:path/posix'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '../log/logger.ts'
import { exactly, RejectedBodies } from './endpointBody.ts'
import type { FolderStorage } from './folderStorage.ts'
import type { OpenObject } from './objectFile.ts'
import { ObjectExistsError } from './objectFolder.ts'
import { ObjectRequestError, objectRequestErrorOf } from './objectRequestError.ts'
import { type Grant, OBJECTS_PATH, type WriteGrant } from './signedUrls.ts'

/** On every response. The URL is the secret, so any page that has it may use it; no served object may run scripts. */
const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, retry-after',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, HEAD, PUT',
  'access-control-allow-headers': 'content-type, if-none-match',
  'access-control-max-age': '86400',
}

/**
 * Serves the URLs that a folder storage signs: `GET`, `HEAD` and `PUT` of `/objects/{key}`, and CORS preflights. Errors
 * are answered with `{ error: { code, message } }`; failures of the disk are logged.
 */
export function registerObjectEndpoint(server: FastifyInstance, storage: FolderStorage, log: Logger): void {
  const path = `${OBJECTS_PATH}*`
  const rejectedBodies = new RejectedBodies()

  /** @throws ObjectRequestError unless the URL is signed for this method and not expired. */
  function grantFor<Method extends Grant['method']>(method: Method, request: FastifyRequest) {
    const grant = storage.urls.read(method, request.raw.url ?? '')
    if (!grant) throw ObjectRequestError.wrongSignature()
    if (grant.expiresAt <= storage.clock.now().getTime()) throw ObjectRequestError.expired()
    return grant
  }

  async function read(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const grant = grantFor('GET', request)
    const object = await storage.objects.open(grant.key)
    if (!object) throw ObjectRequestError.notFound()
    const maxAge = Math.floor((grant.expiresAt - storage.clock.now().getTime()) / 1000)
    reply.header('cache-control', `private, max-age=${Math.max(0, maxAge)}`).header('etag', etagOf(object))
    const known = hasEtag(request.headers['if-none-match'], etagOf(object))
    if (!known) reply.header('content-type', object.facts.contentType).header('content-length', object.facts.bytes)
    if (!known && request.method === 'GET' && object.facts.bytes > 0) return reply.send(streamOf(object))
    await object.close()
    return reply.code(known ? 304 : 200).send()
  }

  function streamOf(object: OpenObject) {
    return object.stream().on('error', error => log.error({ err: error }, 'object read failed'))
  }

  async function write(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const grant = grantFor('PUT', request)
    checkHeaders(request.raw, grant)
    const present = await storage.objects.open(grant.key)
    await present?.close()
    if (present) throw ObjectRequestError.exists()
    await storage.checkRoom()
    const release = storage.uploads.acquire(dirname(grant.key))
    if (!release) throw ObjectRequestError.tooMany()
    const facts = await storage.objects
      .write(grant.key, exactly(request.raw, grant.bytes), { contentType: grant.contentType, overwrite: false })
      .catch(error => {
        throw error instanceof ObjectExistsError ? ObjectRequestError.exists() : error
      })
      .finally(release)
    return reply.code(201).header('etag', `"${facts.sha256}"`).send()
  }

  server.register(async scope => {
    // Bodies are streamed to disk by the handler, without a parser.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(COMMON_HEADERS)
    })
    scope.setErrorHandler((error, request, reply) => {
      rejectedBodies.cutOffAfterAnswer(request.raw, reply.raw)
      const known = objectRequestErrorOf(error, request.raw)
      if (!known || known.status === 507) log.error({ err: error }, 'object storage failed')
      const { status, code, message } = known ?? ObjectRequestError.failure()
      return reply.code(status).send({ error: { code, message } })
    })
    scope.options(path, async (_request, reply) => reply.code(204).headers(PREFLIGHT_HEADERS).send())
    scope.get(path, { exposeHeadRoute: false }, read)
    scope.head(path, read)
    scope.put(path, write)
  })
}

/** Rejects by headers, before the body is read. */
function checkHeaders(request: IncomingMessage, grant: WriteGrant): void {
  if (request.headers['content-type'] !== grant.contentType) throw ObjectRequestError.wrongType(grant.contentType)
  const length = request.headers['content-length']
  if (length === undefined) return
  if (Number(length) > grant.bytes) throw ObjectRequestError.tooLarge(grant.bytes)
  if (Number(length) < grant.bytes) throw ObjectRequestError.tooShort(grant.bytes)
}

const etagOf = (object: OpenObject): string => `"${object.facts.sha256}"`

/** Whether an `If-None-Match` header matches the tag; it may be a list, weak, or `*`. */
function hasEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(tag => ['*', etag, `W/${etag}`].includes(tag.trim()))
}
