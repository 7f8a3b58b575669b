import { describe, expect, it } from 'vitest'
import { UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'
import { isUndeliverable, toRequests } from './sending.ts'

const message = (topic: string, value: string): BusMessage => ({ topic, key: 'k', value, headers: { a: 'b' } })

describe('what is sent at once', () => {
  it('is everything, by topic and in order, when it is small', () => {
    expect(toRequests([message('a', '1'), message('b', '2'), message('a', '3')], 10_000)).toEqual([
      [
        {
          topic: 'a',
          messages: [
            { key: 'k', value: '1', headers: { a: 'b' } },
            { key: 'k', value: '3', headers: { a: 'b' } },
          ],
        },
        { topic: 'b', messages: [{ key: 'k', value: '2', headers: { a: 'b' } }] },
      ],
    ])
  })

  it('is no more than a broker takes', () => {
    const half = 'x'.repeat(500)
    const requests = toRequests([message('a', half), message('a', half), message('a', half)], 1_250)
    expect(requests.map(topics => topics.map(({ messages }) => messages.length))).toEqual([[2], [1]])
  })

  it('counts bytes, not letters', () => {
    expect(toRequests([message('a', 'x'.repeat(500))], 1_000)).toHaveLength(1)
    expect(() => toRequests([message('a', '€'.repeat(500))], 1_000)).toThrow(UndeliverableError)
  })

  it('is nothing for no messages', () => {
    expect(toRequests([], 1_000)).toEqual([])
  })
})

describe('a refusal', () => {
  const answer = (type: string) => Object.assign(new Error(type), { type })

  it('is an answer that no retry will change, wherever it stands among the causes', () => {
    expect(isUndeliverable(answer('MESSAGE_TOO_LARGE'))).toBe(true)
    expect(
      isUndeliverable(
        new Error('gave up', { cause: new Error('again', { cause: answer('INVALID_TOPIC_EXCEPTION') }) }),
      ),
    ).toBe(true)
  })

  it('is no answer that may change', () => {
    expect(isUndeliverable(answer('UNKNOWN_TOPIC_OR_PARTITION'))).toBe(false)
    expect(isUndeliverable(new Error('connection lost'))).toBe(false)
  })
})
