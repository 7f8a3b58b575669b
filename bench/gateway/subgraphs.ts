import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execute, type GraphQLSchema, parse } from 'graphql'
import { subgraphs } from './studio.ts'

/**
 * Serves the subgraphs, each at a port of its own, and tells the parent where. An answer is worked out once for each
 * request body, so that what is measured is not theirs: any gateway's operations are answered, at next to no cost.
 */
const urls: Record<string, string> = {}
for (const { name, schema } of subgraphs) {
  const answers = new Map<string, Promise<Buffer>>()
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
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
process.send?.({ urls })
process.on('disconnect', () => process.exit())

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
