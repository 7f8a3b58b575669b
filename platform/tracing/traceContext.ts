import { randomUUID } from 'node:crypto'

/** W3C trace context: https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 hex digits, the same for all that one request causes. */
  traceId: string
  /** 16 hex digits, the caller's or our own span. */
  spanId: string
  sampled: boolean
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/

/** Reads a `traceparent` header; `undefined` when it is absent or malformed, as the standard wants it ignored then. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = header === undefined ? null : TRACEPARENT.exec(header)
  if (!match || header?.startsWith('ff')) return undefined
  const [, traceId, spanId, flags] = match as unknown as [string, string, string, string]
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** Goes on with the caller's trace, or begins one. */
export function continueTrace(header: string | undefined): TraceContext {
  const parent = parseTraceparent(header)
  return {
    traceId: parent?.traceId ?? randomDigits(),
    spanId: randomDigits().slice(0, 16),
    sampled: parent?.sampled ?? true,
  }
}

/** 32 hex digits, most of them random. Node keeps random bytes for identifiers in stock, which makes them cheap. */
const randomDigits = () => randomUUID().replaceAll('-', '')

export const formatTraceparent = (trace: TraceContext): string =>
  `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`
