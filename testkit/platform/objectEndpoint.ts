import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'

export const png = { contentType: 'image/png' }
/** Header of a PNG upload. */
export const typed = { 'content-type': 'image/png' }
/** Lifetime of signed URLs. */
export const expiresInMs = 60_000

export interface ObjectResponse {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

export type Endpoint = Awaited<ReturnType<typeof openEndpoint>>

/** A folder storage over HTTP, with a secret file beside the folder. */
export async function openEndpoint() {
  const home = await mkdtemp(join(tmpdir(), 'atelier-endpoint-'))
  const folder = join(home, 'objects')
  await writeFile(join(home, 'secret.txt'), 'crown jewels')
  const log = createLogger({ name: 'test', level: 'warn' })
  const server = createHttpServer({ log, metrics: createMetrics({ service: 'test' }), health: createHealth() })
  let time = Date.now()
  let baseUrl = ''
  const storage = await openFolderStorage({
    folder,
    baseUrl: () => baseUrl,
    signingKey: randomBytes(32),
    clock: { now: () => new Date(time) },
  })
  registerObjectEndpoint(server, storage, log)
  baseUrl = await listen(server, { host: '127.0.0.1', port: 0 })
  const { port } = new URL(baseUrl)
  const pathOf = (url: string) => url.slice(baseUrl.length)

  return {
    home,
    folder,
    storage,
    baseUrl,
    port,
    now: () => time,
    elapse(ms: number) {
      time += ms
    },
    put: (key: string, text: string, contentType = 'image/png') => storage.put(key, Buffer.from(text), { contentType }),
    async text(key: string) {
      const bytes = await storage.get(key)
      return bytes && Buffer.from(bytes).toString()
    },
    /** Unfinished files. */
    unfinished: () => readdir(join(folder, '.workshop')),
    signedGet: async (key: string) => pathOf((await storage.signGet(key, { expiresInMs })).url),
    signedPut: async (key: string, bytes: number) =>
      pathOf((await storage.signPut(key, { expiresInMs, bytes, ...png })).url),

    /**
     * Sends a request with an unmodified path.
     * @param options.chunks its body; `open` leaves it unended.
     */
    send(path: string, options: RequestOptions & { chunks?: (string | Buffer)[]; open?: boolean } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<ObjectResponse>()
      const outgoing = request({ host: '127.0.0.1', port, agent: false, ...options, path }, response => {
        const parts: Buffer[] = []
        response.on('data', part => parts.push(part))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) })
        })
      })
      outgoing.on('error', reject)
      for (const chunk of options.chunks ?? []) outgoing.write(chunk)
      if (options.open) outgoing.flushHeaders()
      else outgoing.end()
      return Object.assign(promise, { outgoing })
    },

    async close() {
      await server.close()
      await rm(home, { recursive: true })
    },
  }
}

/** The error in a response body. */
export const errorOf = (answer: ObjectResponse): { code: string; message: string } =>
  JSON.parse(answer.body.toString()).error
