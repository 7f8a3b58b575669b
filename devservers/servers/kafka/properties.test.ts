import { describe, expect, it } from 'vitest'
import { newClusterId } from './kafka.ts'
import { kafkaProperties } from './properties.ts'

describe("Kafka's settings", () => {
  const lines = kafkaProperties('data', 1234, 1235).split('\n')

  it('let it listen on its own ports of this machine alone', () => {
    expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:1234,CONTROLLER://127.0.0.1:1235')
    expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1234')
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:1235')
    expect(lines).toContain('log.dirs=data')
  })

  it('keep it from making topics that nobody asked for', () => {
    expect(lines).toContain('auto.create.topics.enable=false')
  })

  it('let a single node keep its own topics', () => {
    const copies = lines.filter(line => /replication\.factor|min\.isr/.test(line))
    expect(copies.length).toBeGreaterThan(2)
    expect(copies.every(line => line.endsWith('=1'))).toBe(true)
  })
})

it("names a cluster so that Kafka's tools do not take it for an option", () => {
  const ids = Array.from({ length: 500 }, newClusterId)
  expect(ids.every(id => /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(500)
})
