import { describe, expect, it } from 'vitest'
import { acceptable, multipart, serverSentEvents } from './streamProtocols.ts'

describe('an accept header', () => {
  it.each([
    ['text/event-stream', serverSentEvents, false],
    ['Text/Event-Stream; charset=utf-8', serverSentEvents, false],
    ['application/json, text/event-stream', serverSentEvents, true],
    ['multipart/mixed;subscriptionSpec=1.0, application/json', multipart, true],
    ['multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"', multipart, false],
    ['multipart/mixed;subscriptionSpec=1.0, text/event-stream', multipart, false],
    ['multipart/mixed', undefined, false],
    ['multipart/mixed;subscriptionSpec=2.0, */*', undefined, true],
    ['text/event-stream;q=0, application/graphql-response+json', undefined, true],
    ['application/json', undefined, true],
  ])('%s', (header, stream, json) => {
    expect(acceptable(header)).toEqual({ stream, json })
  })
})
