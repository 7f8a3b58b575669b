import { createLogger } from '@atelier/platform/log/logger.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { describe, expect, it } from 'vitest'
import { SubgraphFetchError } from '../transport/subgraphTransport.ts'
import { NO_ERROR_LIMITS } from './errorLimits.ts'
import { presentIssue } from './presentIssue.ts'

const SECRET = 'hunter2_do_not_tell'

it.each([
  `Variable "$pin" got invalid value "${SECRET}"; Expected type "Pin". ${SECRET} is too short`,
  `Variable '$pin' has an invalid value: ${SECRET}`,
  `variable $pin: cannot parse\n"${SECRET}"`,
])('a subgraph that does not accept a variable does not bring its value into the log: %s', message => {
  const { logger: log, written } = captureLog({ level: 'debug' })
  const issue = { kind: 'answered', service: 'pins', message, extensions: {} } as const
  const shown = presentIssue(issue, {
    log,
    traceId: 'trace',
    maskErrors: true,
    publicCodes: new Map(),
    errorLimits: NO_ERROR_LIMITS,
  })
  expect(written()).toEqual([expect.stringContaining('pin')])
  expect(written().join() + shown.message).not.toContain(SECRET)
})

describe('a fetch that failed', () => {
  const NO_ANSWER = 'pins did not answer. Try again.'
  const UNUSABLE = 'pins gave an answer that cannot be used.'
  const failure = (reason: SubgraphFetchError['reason']) =>
    new SubgraphFetchError('pins', reason, { message: 'at 10.0.0.1' })

  it.each([
    [failure('unreachable'), NO_ANSWER],
    [failure('timeout'), NO_ANSWER],
    [failure('deadline'), NO_ANSWER],
    [failure('circuit open'), NO_ANSWER],
    [failure('not GraphQL'), UNUSABLE],
    [failure('too large'), UNUSABLE],
    [new Error('pins gave 3 entities'), UNUSABLE],
  ])('tells no answer from one that cannot be used: %s', (cause, message) => {
    const log = createLogger({ name: 'test', level: 'silent' })
    const shown = presentIssue(
      { kind: 'failed', service: 'pins', cause },
      { log, traceId: 'trace', maskErrors: true, publicCodes: new Map(), errorLimits: NO_ERROR_LIMITS },
    )
    expect(shown.message).toBe(message)
    expect(shown.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'pins' })
  })
})
