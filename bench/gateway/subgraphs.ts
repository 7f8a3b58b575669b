import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execute, type GraphQLSchema, parse } from 'graphql'
import { cpuMs, serveParent } from '../serveParent.ts'
import { subgraphs } from './studio.ts'

/** Subgraph requests since the parent's last question, and CPU time. */
export interface Fetches {
  /** Number of requests. */
  count: number
  /** Distinct values of the authorization header, none included. */
  callers: number
  /** Requests of the least frequent value; 0 without any. */
  fewestOfCaller: number
  /** CPU milliseconds since the process started. */
  cpuMs: number
}

/**
 * Serves the subgraphs, each on a port of its own, and reports their URLs and requests to the parent. Responses are
 * cached by request body, so that subgraphs cost next to nothing in a measurement.
 */
const urls: Record<string, string> = {}
const fetchesOf = new Map<string, number>()
for (const { name, schema } of subgraphs) {
  const answers = new Map<string, Promise<Buffer>>()
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const caller = request.headers.authorization ?? ''
    fetchesOf.set(caller, (fetchesOf.get(caller) ?? 0) + 1)
    const body = await textOf(request)
    let answer = answers.get(body)
    if (!answer) {
      answer = answerTo(schema, body)
      answers.set(body, answer)
    }
    send(response, await answer)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
}
serveParent({ urls }, { fetches })

function fetches(): Fetches {
  let count = 0
  let fewest = Number.POSITIVE_INFINITY
  for (const ofCaller of fetchesOf.values()) {
    count += ofCaller
    fewest = Math.min(fewest, ofCaller)
  }
  const callers = fetchesOf.size
  fetchesOf.clear()
  return { count, callers, fewestOfCaller: callers ? fewest : 0, cpuMs: cpuMs() }
}

async function answerTo(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, variables, operationName } = JSON.parse(body)
  const result = await execute({ schema, document: parse(query), variableValues: variables, operationName })
  return Buffer.from(JSON.stringify(result))
}

function send(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
