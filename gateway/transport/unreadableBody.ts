import { isAscii, isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import { READABLE_CODINGS, readableCodings } from './contentDecoder.ts'

/** The bytes of a body without the byte order mark of UTF-8, which JSON may begin with. */
export const withoutByteOrderMark = (body: Buffer): Buffer =>
  body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body

/** Whether text of another charset than UTF-8 would be read wrongly: JSON is UTF-8 whatever the header says. */
export function hasOtherCharset(body: Buffer, contentType: string | undefined): boolean {
  return contentType !== undefined && OTHER_CHARSET.test(contentType) && !isUtf8(body)
}

const OTHER_CHARSET = /charset\s*=\s*["']?(?!utf-?8)/i

/** Maximum bytes of a body that are shown. */
const EXCERPT_BYTES = 100

/**
 * What a body that is no GraphQL response looks like, for the log: content type, coding, its first bytes, and what they
 * tell.
 * @param body decoded, or as received when it cannot be decoded.
 */
export function describeBody(body: Buffer, headers: IncomingHttpHeaders): string {
  const coding = headers['content-encoding']
  const type = headers['content-type']
  const facts = [
    type === undefined ? 'without a content type' : `of the type ${quoted(type)}`,
    coding === undefined ? undefined : codingFact(coding),
    hintOf(body),
    hasOtherCharset(body, type) ? 'it is not UTF-8, as JSON must be' : undefined,
    body.length > 0 ? `beginning with ${excerpt(body)}` : undefined,
  ]
  return facts.filter(fact => fact !== undefined).join(', ')
}

function codingFact(coding: string): string {
  const named = `in the content coding ${quoted(String(coding))}`
  return readableCodings(coding) ? named : `${named}, of which ${READABLE_CODINGS} can be read`
}

/** Longer names in headers are cut off. */
const quoted = (value: string) => JSON.stringify(value.slice(0, EXCERPT_BYTES))

/** First bytes that tell what a body is. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], hint: string])[] = [
  [[0x1f, 0x8b], 'which looks like gzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'which looks like zstd'],
  [[0xff, 0xfe, 0x00, 0x00], 'which is text in UTF-32, where JSON must be UTF-8'],
  [[0x00, 0x00, 0xfe, 0xff], 'which is text in UTF-32, where JSON must be UTF-8'],
  [[0xff, 0xfe], 'which is text in UTF-16, where JSON must be UTF-8'],
  [[0xfe, 0xff], 'which is text in UTF-16, where JSON must be UTF-8'],
  [[0x7b, 0x00], 'which is text in UTF-16, where JSON must be UTF-8'],
  [[0x00, 0x7b], 'which is text in UTF-16, where JSON must be UTF-8'],
]

/** What the first bytes of a body tell about it. */
export const hintOf = (body: Buffer): string | undefined =>
  SIGNATURES.find(([bytes]) => bytes.every((byte, index) => body[index] === byte))?.[1]

/** The first bytes as text, or as hexadecimal digits when they are not text. */
function excerpt(body: Buffer): string {
  const first = body.subarray(0, EXCERPT_BYTES)
  // A character may be cut in two at the end.
  const isText = (isAscii(first) || isUtf8(first.subarray(0, -3)) || isUtf8(first)) && !first.includes(0)
  return isText ? JSON.stringify(first.toString('utf8')) : `the bytes ${first.subarray(0, 16).toString('hex')}`
}
