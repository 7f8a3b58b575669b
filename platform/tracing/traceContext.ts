import { randomFillSync } from 'node:crypto'

/** W3C trace context: https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 hex digits, the same for all work of one request. */
  traceId: string
  /** 16 hex digits, the caller's or our own span. */
  spanId: string
  sampled: boolean
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/

/** Parses a `traceparent` header; `undefined` when absent or malformed, which the standard wants ignored. */
export function parseTraceparent(header: string | null | undefined): TraceContext | undefined {
  const match = header == null ? null : TRACEPARENT.exec(header)
  if (!match || header?.startsWith('ff')) return undefined
  const [, traceId, spanId, flags] = match as unknown as [string, string, string, string]
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** Continues the caller's trace, or starts one. */
export function continueTrace(header: string | undefined): TraceContext {
  const parent = parseTraceparent(header)
  return {
    traceId: parent?.traceId ?? randomDigits(16),
    spanId: randomDigits(8),
    sampled: parent?.sampled ?? true,
  }
}

/** A buffer of random bytes: requesting a few at a time costs far more. */
const stock = Buffer.allocUnsafe(4_096)
let used = stock.length

function randomDigits(bytes: number): string {
  if (used + bytes > stock.length) {
    randomFillSync(stock)
    used = 0
  }
  used += bytes
  return stock.toString('hex', used - bytes, used)
}

export const formatTraceparent = (trace: TraceContext): string =>
  `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`
