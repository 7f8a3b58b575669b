import { describe, expect, it } from 'vitest'
import { continueTrace, formatTraceparent, parseTraceparent } from './traceContext.ts'

const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('trace context', () => {
  it('goes on with the trace of the caller under a span of its own', () => {
    const trace = continueTrace(valid)
    expect(trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(trace.spanId).not.toBe('b7ad6b7169203331')
    expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace)
  })

  it.each([
    undefined,
    '',
    'nonsense',
    valid.replace('00-', 'ff-'),
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  ])('begins a trace when the header is %s', header => {
    expect(parseTraceparent(header)).toBeUndefined()
    expect(continueTrace(header).traceId).toMatch(/^[\da-f]{32}$/)
  })
})
