import { describe, expect, it } from 'vitest'
import { EventStreamParser } from './eventStreamParser.ts'

/** What is read from bytes that are received in these chunks. */
function read(chunks: readonly Buffer[], maxBytes = 1_000): string[] {
  const heard: string[] = []
  const parser = new EventStreamParser(maxBytes, {
    onEvent: ({ name, data }) => heard.push(`${name} ${data.toString('utf8')}`),
    onComment: () => heard.push('comment'),
    onTooLarge: () => heard.push('too large'),
  })
  for (const chunk of chunks) parser.write(chunk)
  return heard
}

/** The same bytes whole, and in chunks of one, two and three. */
const chunkings = (text: string): Buffer[][] => {
  const bytes = Buffer.from(text)
  const cut = (size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
  return [[bytes], cut(1), cut(2), cut(3)]
}

describe('an event stream', () => {
  it.each([
    ['event: next\ndata: {"a":1}\n\n', ['next {"a":1}']],
    ['event:next\ndata:{"a":1}\n\n', ['next {"a":1}']],
    ['event: next\r\ndata: 1\r\n\r\nevent: next\r\ndata: 2\r\n\r\n', ['next 1', 'next 2']],
    ['event: next\rdata: 1\r\revent: complete\r\r', ['next 1', 'complete ']],
    ['data: 1\nevent: next\n\n', ['next 1']],
    ['event: next\ndata: {\ndata: }\n\n', ['next {\n}']],
    ['event: next\ndata\n\n', ['next ']],
    ['event: complete\n\n', ['complete ']],
    ['event: complete\ndata:\n\n', ['complete ']],
    [':\n\n: ping\n\nevent: next\n: in between\ndata: 1\n\n', ['comment', 'comment', 'comment', 'next 1']],
    ['id: 7\nretry: 10\nunknown: x\nevent: next\ndata: 1\n\n', ['next 1']],
    ['data: 1\n\n', ['message 1']],
    ['\n\n\n', []],
    ['\ufeffevent: next\ndata: 1\n\n', ['next 1']],
    ['event: next\ndata: "Zoë 語 🚲"\n\n', ['next "Zoë 語 🚲"']],
    ['event: next\ndata: 1\n', []],
  ])('is read in whatever chunks it is received: %j', (text, heard) => {
    for (const chunks of chunkings(text)) expect(read(chunks)).toEqual(heard)
  })

  it('may have events of the maximum, one after the other, and none that is longer', () => {
    const event = (length: number) => `event: next\ndata: ${'x'.repeat(length)}\n\n`
    for (const chunks of chunkings(event(900).repeat(3))) expect(read(chunks)).toHaveLength(3)
    for (const chunks of chunkings(event(1_100))) expect(read(chunks)).toEqual(['too large'])
    for (const chunks of chunkings(`data: ${'x\ndata: '.repeat(1_000)}`)) expect(read(chunks)).toEqual(['too large'])
    for (const chunks of chunkings(`: ${'x'.repeat(1_100)}`)) expect(read(chunks)).toEqual(['too large'])
  })

  it('is read no further when it is stopped, not even in the chunk that was received', () => {
    const heard: string[] = []
    const parser = new EventStreamParser(1_000, {
      onEvent: ({ name }) => {
        heard.push(name)
        parser.stop()
      },
      onComment: () => {},
      onTooLarge: () => {},
    })
    parser.write(Buffer.from('event: complete\n\nevent: next\ndata: 1\n\n'))
    parser.write(Buffer.from('event: next\ndata: 1\n\n'))
    expect(heard).toEqual(['complete'])
  })
})
