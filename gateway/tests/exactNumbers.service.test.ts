import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { type ArgumentNode, type FieldNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

// Servers that read and write numbers as text: those on JavaScript would change them themselves.

const accounts = {
  name: 'accounts',
  typeDefs: `
    scalar Long
    scalar Decimal
    scalar JSON
    input Range { from: Long = 1, to: Long, places: Int }
    type Query {
      accounts: [Account!]
      echo(no: Long, value: JSON, range: Range, nos: [[Long]], id: ID, int: Int, float: Float): JSON
      builtIn: BuiltIn
      json: JSON
    }
    type Mutation { echo(no: Long, value: JSON): JSON }
    type Subscription { echoes(no: Long, value: JSON): JSON accountAdded: Account }
    type BuiltIn { id: ID! ids: [ID] int: Int float: Float wide: Int }
    type Account @key(fields: "no") { no: Long! rate: Decimal parent: Account owner: Owner }
    type Owner @key(fields: "id place { code }") { id: ID! place: Place! }
    type Place @shareable { code: Long! }`,
}

const balances = {
  name: 'balances',
  typeDefs: `
    scalar Long
    scalar Decimal
    type Account @key(fields: "no") {
      no: Long!
      rate: Decimal @external
      balance: Long!
      interest: Decimal @requires(fields: "rate")
    }
    type Owner @key(fields: "id place { code }") { id: ID! place: Place! name: String }
    type Place @shareable { code: Long! }`,
}

/** A JSON member's text: a number, string, list or object without brackets inside strings. */
function memberOf(json: string, name: string): string | undefined {
  const start = json.indexOf(`"${name}":`)
  if (start < 0) return undefined
  let depth = 0
  const from = start + name.length + 3
  for (let at = from; at < json.length; at++) {
    if ('[{'.includes(json[at] ?? '')) depth += 1
    else if (']}'.includes(json[at] ?? '')) depth -= 1
    if (depth < 0 || (depth === 0 && ',}]'.includes(json[at + 1] ?? '')))
      return json.slice(from, depth < 0 ? at : at + 1)
  }
  return undefined
}

const operationOf = (body: string) =>
  parse((JSON.parse(body) as { query: string }).query).definitions[0] as OperationDefinitionNode

/** The text of an argument: the variable's, or the literal's. */
function given(body: string): string {
  const field = operationOf(body).selectionSet.selections[0] as FieldNode
  const texts = (field.arguments ?? []).map(({ name, value }: ArgumentNode) => {
    const text =
      value.kind === Kind.VARIABLE ? memberOf(body, value.name.value) : print(value).replace(/(\w+): /g, '"$1":')
    return `"${name.value}":${text ?? 'null'}`
  })
  return `{${texts.join(',')}}`
}

let answerOfAccounts: string
let sentToBalances: string[]

function fromAccounts(body: string): string {
  const field = operationOf(body).selectionSet.selections[0] as FieldNode
  const name = field.alias?.value ?? field.name.value
  return field.name.value === 'echo' || field.name.value === 'echoes'
    ? `{"data":{"${name}":${given(body)}}}`
    : `{"data":${answerOfAccounts.replace('@', name)}}`
}

/** What balances knows: each account's number is its balance. */
function fromBalances(body: string): string {
  sentToBalances.push(body)
  const representations = memberOf(body, 'representations') ?? ''
  const entities = [...representations.matchAll(/"__typename":"(\w+)"(.*?)}(?=,\{"__typename|\]$)/g)].map(
    ([, type, rest = '']) => {
      if (type === 'Owner') return `{"__typename":"Owner","name":"at ${/"code":([^}]*)/.exec(rest)?.[1]}"}`
      const no = /"no":([^,}]*)/.exec(rest)?.[1]
      return `{"__typename":"Account","balance":${no},"interest":${/"rate":([^,}]*)/.exec(rest)?.[1] ?? 'null'}}`
    },
  )
  return `{"data":{"_entities":[${entities.join(',')}]}}`
}

const opened = new AsyncDisposableStack()

async function serve(respond: (body: string) => string): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(respond(await textOf(request)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, server }
}

/** Sends one event for each subscription, as HTTP would answer it. */
function serveStreams(server: Server, respond: (body: string) => string): void {
  const streams = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' })
  opened.defer(() => {
    for (const socket of streams.clients) socket.terminate()
    streams.close()
  })
  streams.on('connection', socket =>
    socket.on('message', data => {
      const text = String(data)
      const { type, id } = JSON.parse(text) as { type: string; id?: string }
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type === 'ping') socket.send('{"type":"pong"}')
      if (type !== 'subscribe') return
      socket.send(`{"id":"${id}","type":"next","payload":${respond(memberOf(text, 'payload') ?? '')}}`)
      socket.send(`{"id":"${id}","type":"complete"}`)
    }),
  )
}

let gateway: TestGateway
beforeAll(async () => {
  const first = await serve(body => fromAccounts(body))
  serveStreams(first.server, body => fromAccounts(body))
  const second = await serve(body => fromBalances(body))
  gateway = await startTestGateway({ RATE_LIMIT: '0', RATE_LIMIT_MUTATIONS: '0', RATE_LIMIT_PLANNING_MS: '0' })
  opened.defer(() => gateway.close())
  gateway.replaceSupergraph(composeForTest([accounts, balances], name => (name === 'accounts' ? first : second).url))
  await waitUntil(async () => expect((await gateway.post('{ echo(no: 1) }')).data).toEqual({ echo: { no: 1 } }))
})
afterAll(() => opened.disposeAsync())
beforeEach(() => {
  sentToBalances = []
})

/** A request whose body is written by hand, as clients on JavaScript have no such numbers. */
const bodyOf = (query: string, variables?: string) =>
  `{"query":${JSON.stringify(query)}${variables === undefined ? '' : `,"variables":${variables}`}}`

const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  return response.text()
}

async function overWebSocket(payload: string): Promise<string> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.on('open', () => socket.send('{"type":"connection_init"}'))
      socket.on('close', () => reject(new Error('closed')))
      socket.on('message', data => {
        const text = String(data)
        if (text.includes('connection_ack')) socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`)
        const [, result] = /"type":"next","payload":(.*)}$/.exec(text) ?? []
        if (result !== undefined) resolve(result)
        else if (text.includes('"type":"error"')) reject(new Error(text))
      })
    })
  } finally {
    socket.terminate()
  }
}

const eventOf = (stream: string) => /event: next\r?\ndata: (.*)/.exec(stream)?.[1] ?? stream

const transports: Record<string, (query: string, variables?: string) => Promise<string>> = {
  POST: (query, variables) => post(bodyOf(query, variables)),
  'POST through Apollo Server': async (query, variables) => {
    const { createHash } = await import('node:crypto')
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${sha256Hash}"}}`
    return post(`${bodyOf(query, variables).slice(0, -1)},${extensions}}`)
  },
  GET: async (query, variables) => {
    const given = new URLSearchParams({ query, ...(variables !== undefined && { variables }) })
    const headers = { 'apollo-require-preflight': 'yes' }
    return (await fetch(`${gateway.url}/graphql?${given}`, { headers })).text()
  },
  'server-sent events': async (query, variables) =>
    eventOf(await post(bodyOf(query, variables), { accept: 'text/event-stream' })),
  WebSocket: (query, variables) => overWebSocket(bodyOf(query, variables)),
}

/** Numbers that a double cannot hold, or that JavaScript writes in another way. */
const numbers = [
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551615',
  '123456789012345678901234567890',
  '0.1234567890123456789',
  '-12345678901.123456789',
  '1.10',
  '5.0',
  '1e400',
  '-1E-400',
  '1e3',
  '1.50E+10',
  '-0',
  '-0.0',
]
/** GraphQL has no literal with a leading zero, but all of these. */
const plain = ['0', '7', '-1', '0.5', '9007199254740991']

describe.each(Object.entries(transports))('a number of a custom scalar by %s', (_, ask) => {
  it.each([...numbers, ...plain])('is written as the subgraph wrote it: %s', async number => {
    answerOfAccounts = `{"@":[{"__typename":"Account","no":${number},"rate":${number}}]}`
    const answer = await ask('{ accounts { no rate } }')
    expect(answer).toBe(`{"data":{"accounts":[{"no":${number},"rate":${number}}]}}\n`.slice(0, answer.length))
  })

  it.each([...numbers, ...plain])('reaches the subgraph from a variable: %s', async number => {
    const query = 'query ($no: Long) { echo(no: $no) }'
    expect(await ask(query, `{"no":${number}}`)).toContain(`{"data":{"echo":{"no":${number}}}}`)
  })

  it.each(numbers)('reaches the subgraph from within lists, inputs and JSON: %s', async number => {
    const query = 'query ($r: Range, $n: [[Long]], $v: JSON) { echo(range: $r, nos: $n, value: $v) }'
    const values = {
      r: `{"to":${number}}`,
      n: `[[1,${number}],[null]]`,
      v: `{"a":[{"__proto__":${number}},"${number}"]}`,
    }
    const variables = `{"r":${values.r},"n":${values.n},"v":${values.v}}`
    expect(await ask(query, variables)).toContain(
      `{"data":{"echo":{"range":${values.r},"nos":${values.n},"value":${values.v}}}}`,
    )
  })

  it.each(numbers)('reaches the subgraph from a literal, and from a default: %s', async number => {
    const literal = `{ echo(no: ${number}, value: {a: [${number}]}, range: {to: ${number}}, nos: [[${number}]]) }`
    expect(await ask(literal)).toContain(
      `{"data":{"echo":{"no":${number},"value":{"a":[${number}]},"range":{"to":${number}},"nos":[[${number}]]}}}`,
    )
    const byDefault = `query ($no: Long = ${number}, $v: JSON = {a: ${number}}) { echo(no: $no, value: $v) }`
    expect(await ask(byDefault)).toContain(`{"data":{"echo":{"no":${number},"value":{"a":${number}}}}}`)
  })

  it.each(numbers)('identifies an entity of another subgraph: %s', async number => {
    const other = `${number.replace(/e.*/i, '')}${number.includes('.') || /e/i.test(number) ? '' : '.'}1`
    answerOfAccounts = `{"@":[{"__typename":"Account","no":${number},"rate":1.20},{"__typename":"Account","no":${other},"rate":1.2}]}`
    const answer = await ask('{ accounts { no balance interest } }')
    expect(answer).toContain(
      `{"data":{"accounts":[{"no":${number},"balance":${number},"interest":1.20},{"no":${other},"balance":${other},"interest":1.2}]}}`,
    )
    expect(sentToBalances).toHaveLength(1)
  })

  it('tells entities apart whose numbers are the same double', async () => {
    const entity = (no: string) => `{"__typename":"Account","no":${no}}`
    answerOfAccounts = `{"@":[${['9007199254740992', '9007199254740993', '9007199254740993'].map(entity)}]}`
    expect(await ask('{ accounts { no balance } }')).toContain(
      '[{"no":9007199254740992,"balance":9007199254740992},{"no":9007199254740993,"balance":9007199254740993},{"no":9007199254740993,"balance":9007199254740993}]',
    )
    expect(sentToBalances[0]?.match(/"no":/g)).toHaveLength(2)
  })

  it('is part of a composite key', async () => {
    const owner = (code: string) =>
      `{"__typename":"Account","owner":{"__typename":"Owner","id":"1","place":{"code":${code}}}}`
    answerOfAccounts = `{"@":[${owner('9007199254740992')},${owner('9007199254740993')}]}`
    expect(await ask('{ accounts { owner { name } } }')).toContain(
      '[{"owner":{"name":"at 9007199254740992"}},{"owner":{"name":"at 9007199254740993"}}]',
    )
  })

  it('stands anywhere in JSON', async () => {
    const json =
      '{"a":[1.0,{"b":-0,"c":"1.0, 9007199254740993","d":[[1e2]]}],"9007199254740993":9007199254740993,"e":"\\": 1e5"}'
    answerOfAccounts = `{"@":${json}}`
    expect(await ask('{ json }')).toContain(`{"data":{"json":${json}}}`)
    answerOfAccounts = '{"@":9007199254740993}'
    expect(await ask('{ json }')).toContain('{"data":{"json":9007199254740993}}')
  })

  it('is a double for built-in types, and an id has all its digits', async () => {
    answerOfAccounts = `{"@":{"id":9007199254740993,"ids":[18446744073709551615,1.0,-0,"1.0"],"int":1e2,"float":1.10,"wide":9007199254740993}}`
    const answer = JSON.parse(await ask('{ builtIn { id ids int float wide } }'))
    expect(answer.data.builtIn).toEqual({
      id: '9007199254740993',
      ids: ['18446744073709551615', '1', '0', '1.0'],
      int: 100,
      float: 1.1,
      wide: null,
    })
    expect(answer.errors).toHaveLength(1)
    const query =
      'query ($id: ID, $int: Int, $float: Float, $r: Range) { echo(id: $id, int: $int, float: $float, range: $r) }'
    expect(await ask(query, '{"id":9007199254740993,"int":1e2,"float":1.10,"r":{"places":2.0,"to":2.0}}')).toContain(
      '{"id":"9007199254740993","int":100,"float":1.1,"range":{"places":2,"to":2.0}}',
    )
    expect(await ask('{ echo(id: 9007199254740993, float: 1.10) }')).toMatch(
      /"id":"?9007199254740993"?,"float":1\.1(?!\d)/,
    )
  })

  it.each([
    ['Int', '9007199254740993', 'Int cannot represent non 32-bit signed integer value'],
    ['Int', '1.50', 'Int cannot represent non-integer value'],
    ['Float', '1e400', 'Float cannot represent non numeric value'],
    ['ID', '1.50', 'ID cannot represent value'],
  ])('is refused where a built-in type has no room: %s %s', async (type, number, message) => {
    const name = type.toLowerCase()
    const query = `query ($v: ${type}) { echo(${name}: $v) }`
    const answer = await ask(query, `{"v":${number}}`).catch(String)
    expect(answer).toContain(message)
    expect(answer).toContain('BAD_USER_INPUT')
  })

  it('is refused with too many digits', async () => {
    const digits = '7'.repeat(1_001)
    for (const number of [digits, `-1.${digits}`, `1.${digits}e5`]) {
      const answer = await ask('query ($v: JSON) { echo(value: $v) }', `{"v":[${number}]}`).catch(String)
      expect(answer).toContain('A variable has a number of more than 1000 characters')
      expect(await ask(`{ echo(value: [${number}]) }`).catch(String)).toMatch(
        /The document has a number of \d+ characters/,
      )
    }
    const allowed = '7'.repeat(1_000)
    expect(await ask('query ($v: JSON) { echo(value: $v) }', `{"v":${allowed}}`)).toContain(allowed)
    expect(await ask(`{ echo(value: ${allowed}) }`)).toContain(allowed)
  })

  it('is no object', async () => {
    const answer = await ask('query ($r: Range) { echo(range: $r) }', '{"r":9007199254740993}').catch(String)
    expect(answer).toContain('Expected type \\"Range\\" to be an object')
    answerOfAccounts = '{"@":[9007199254740993]}'
    expect(JSON.parse(await ask('{ accounts { no } }'))).toMatchObject({ data: { accounts: null }, errors: [{}] })
  })
})

describe('a number of a custom scalar', () => {
  it.each(numbers)('is in every event of a subscription: %s', async number => {
    const query = 'subscription ($no: Long) { echoes(no: $no, value: {a: [NUMBER]}) }'.replace('NUMBER', number)
    const expected = `{"data":{"echoes":{"no":${number},"value":{"a":[${number}]}}}}`
    const body = bodyOf(query, `{"no":${number}}`)
    expect(await overWebSocket(body)).toBe(expected)
    expect(eventOf(await post(body, { accept: 'text/event-stream' }))).toBe(expected)
    expect(await post(body, { accept: 'multipart/mixed;subscriptionSpec=1.0' })).toContain(`{"payload":${expected}}`)
  })

  it('identifies an entity of an event', async () => {
    answerOfAccounts = '{"@":{"__typename":"Account","no":9007199254740993}}'
    const body = bodyOf('subscription { accountAdded { no balance } }')
    expect(await overWebSocket(body)).toBe(
      '{"data":{"accountAdded":{"no":9007199254740993,"balance":9007199254740993}}}',
    )
  })

  it('reaches a mutation', async () => {
    const query = 'mutation ($no: Long) { echo(no: $no, value: [1.10]) other: echo(no: 1e3) }'
    // One server answers both fields by the first one's arguments.
    expect(await post(bodyOf(query, '{"no":9007199254740993}'))).toContain(
      '"echo":{"no":9007199254740993,"value":[1.10]}',
    )
  })

  it('is written the same by shapes that are compiled', async () => {
    answerOfAccounts = '{"@":[{"__typename":"Account","no":1.0,"rate":9007199254740993}]}'
    for (let times = 0; times < 50; times++) {
      const answer = await post(bodyOf('{ accounts { no rate } json }'))
      expect(answer).toContain('{"no":1.0,"rate":9007199254740993}')
    }
  })
})
