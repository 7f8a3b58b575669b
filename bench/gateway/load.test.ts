import assert from 'node:assert'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { answerCheck } from './answers.ts'
import { putLoadOn } from './load.ts'
import { operations } from './operations.ts'

const RIGHT = '{"data":{"me":{"username":"person-7","id":"u7"}}}'
const EXPECTED = { me: { username: 'person-7', id: 'u7' } }

/** Puts a load on a gateway that gives these answers, the last one again and again, and counts them. */
async function loadOn(...answers: string[]) {
  let n = 0
  const server = createServer((_, response) => response.end(answers[Math.min(n++, answers.length - 1)]))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { requests } = await putLoadOn(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
      operations[0]!,
      {
        // Long enough for several answers on a busy machine.
        seconds: 1,
        concurrency: 2,
        authorization: n => `Bearer ${n}`,
        check: answerCheck(EXPECTED, 'It cheats.'),
      },
    )
    return { requests, answered: n }
  } finally {
    server.close()
  }
}

test('a load counts the answers of a gateway that is right every time', async () => {
  const { requests, answered } = await loadOn(RIGHT)
  assert.ok(requests > 0)
  assert.equal(requests, answered)
})

test('a load takes the same data with keys in another order', async () => {
  await loadOn(RIGHT, '{"data":{"me":{"id":"u7","username":"person-7"}},"extensions":{}}')
})

for (const [what, answer] of [
  ['other data of the same length', RIGHT.replace('7', '8')],
  ['part of the data', '{"data":{"me":{"username":"person-7"}}}'],
  ['errors beside the data', `{"errors":[{"message":"Stale"}],${RIGHT.slice(1)}`],
]) {
  test(`a load fails when a gateway is right at first and then answers ${what}`, async () => {
    await assert.rejects(loadOn(RIGHT, RIGHT, answer!), /It cheats\./)
  })
}
