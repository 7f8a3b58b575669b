import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execute, type GraphQLSchema, parse } from 'graphql'
import { cpuMs, serveParent } from '../serveParent.ts'
import { subgraphs } from './studio.ts'

/** What all subgraphs were asked since the parent asked the last time, and what they used. */
export interface Fetches {
  /** How many requests came. */
  count: number
  /** How many values the authorization header had; to have none is one, too. */
  callers: number
  /** How many requests came with the value that came least often; 0 when none came at all. */
  fewestOfCaller: number
  /** Milliseconds of processor time since the process began. */
  cpuMs: number
}

/**
 * Serves the subgraphs, each at a port of its own, and tells the parent where and what they are asked. An answer is
 * worked out once for each request body, so that what is measured is not theirs: any gateway's operations are answered,
 * at next to no cost.
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
