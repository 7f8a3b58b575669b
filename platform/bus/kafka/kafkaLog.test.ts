import { Writable } from 'node:stream'
import kafkajs from 'kafkajs'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { kafkaLog } from './kafkaLog.ts'

const { Kafka, logLevel } = kafkajs

/** What is logged when a producer with a limit of tries is made. */
function linesOf(level: string): string[] {
  const lines: string[] = []
  const output = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(String(line)).msg)
      done()
    },
  })
  const logCreator = kafkaLog(pino({ level }, output))
  const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logCreator, logLevel: logLevel.WARN })
  kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 2 } })
  return lines
}

describe('the log of kafkajs', () => {
  it('says at each start nothing of what the limit of tries means to a producer', () => {
    expect(linesOf('info').filter(line => line.includes('EoS'))).toEqual([])
    expect(linesOf('debug').filter(line => line.includes('EoS'))).toHaveLength(1)
  })
})
