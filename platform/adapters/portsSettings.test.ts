import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { kafkaSettings } from './portsSettings.ts'

const brokersOf = (text: string) => loadConfig(kafkaSettings, { KAFKA_BROKERS: text }).kafkaBrokers

describe('the brokers', () => {
  it.each([
    ['kafka:9092', ['kafka:9092']],
    ['10.0.0.1:1, b.example.org:65535', ['10.0.0.1:1', 'b.example.org:65535']],
    ['', []],
  ])('may be "%s"', (text, brokers) => {
    expect(brokersOf(text)).toEqual(brokers)
  })

  it.each([
    'kafka',
    ':9092',
    'kafka:',
    'kafka:0',
    'kafka:65536',
    'kafka:port',
    'a:1,b',
    'kafka://a:9092',
    '[::1]:9092',
    'ada:pw@a:1',
  ])('have a host and a port each: not %s', text => {
    expect(() => brokersOf(text)).toThrow(/KAFKA_BROKERS: must look like host:9092,other:9092/)
  })
})
