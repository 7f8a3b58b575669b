import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { kafkaLog } from './kafkaLog.ts'

const { Kafka, logLevel } = kafkajs

/** What is logged when a producer with a limit of tries is made. */
function linesOf(level: string): string[] {
  const { logger, lines } = captureLog({ level })
  const logCreator = kafkaLog(logger)
  const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logCreator, logLevel: logLevel.WARN })
  kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 2 } })
  return lines.map(({ msg }) => msg)
}

describe('the log of kafkajs', () => {
  it('says at each start nothing of what the limit of tries means to a producer', () => {
    expect(linesOf('info').filter(line => line.includes('EoS'))).toEqual([])
    expect(linesOf('debug').filter(line => line.includes('EoS'))).toHaveLength(1)
  })
})
