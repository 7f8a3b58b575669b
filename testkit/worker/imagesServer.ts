import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'

/** A received request. */
export interface ImagesCall {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
  /** The form or the JSON of the body. */
  fields: () => Promise<Record<string, unknown>>
}

export type Answering = (call: ImagesCall, response: ServerResponse) => unknown

/** A stand-in for an OpenAI-compatible server, with responses by the test. */
export interface ImagesServer {
  readonly url: string
  readonly calls: ImagesCall[]
  answer: Answering
  close(): Promise<void>
}

/** A picture with some content. */
export async function somePicture(width: number, height: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 256)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

export const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Responds correctly, with a picture of the requested size. */
export const goodAnswer: Answering = async ({ fields }, response) => {
  const { size } = await fields()
  const [width = 64, height = 64] = String(size).split('x').map(Number)
  const picture = await somePicture(width, height)
  json(response, 200, { created: 1, data: [{ b64_json: picture.toString('base64') }] })
}

export async function startImagesServer(): Promise<ImagesServer> {
  const calls: ImagesCall[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { method = '', url = '', headers } = request
    const call: ImagesCall = { method, path: url, headers, body, fields: () => fieldsOf(body, headers) }
    calls.push(call)
    await images.answer(call, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const images: ImagesServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: goodAnswer,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return images
}

async function fieldsOf(body: Buffer, headers: IncomingHttpHeaders): Promise<Record<string, unknown>> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/')) return JSON.parse(body.toString())
  const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData()
  return Object.fromEntries(
    [...form.keys()].map(name => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)]),
  )
}
