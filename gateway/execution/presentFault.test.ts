import { createLogger } from '@atelier/platform/log/logger.ts'
import { expect, it } from 'vitest'
import { presentFault } from './presentFault.ts'

const SECRET = 'hunter2_do_not_tell'

it.each([
  `Variable "$pin" got invalid value "${SECRET}"; Expected type "Pin". ${SECRET} is too short`,
  `Variable '$pin' has an invalid value: ${SECRET}`,
  `variable $pin: cannot parse\n"${SECRET}"`,
])('a subgraph that does not accept a variable does not bring its value into the log: %s', message => {
  const told: string[] = []
  const log = createLogger({ name: 'test', level: 'debug', destination: { write: line => void told.push(line) } })
  const fault = { kind: 'answered', service: 'pins', message, extensions: {} } as const
  const shown = presentFault(fault, { log, traceId: 'trace', maskErrors: true })
  expect(told).toEqual([expect.stringContaining('pin')])
  expect(told.join() + shown.message).not.toContain(SECRET)
})
