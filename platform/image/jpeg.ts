import { isNeededProfile, MAX_PROFILE_BYTES } from './colorProfile.ts'
import { exifOrientation, orientationExif } from './exif.ts'
import { Spans } from './spans.ts'
import type { StillPicture } from './stillPicture.ts'

/** Maximum scans: cameras and programs write 10, and each takes another pass over the picture. */
const MAX_SCANS = 64
const MAX_SEGMENTS = 4_096

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14, APP15, COM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe]
const JFIF = Buffer.from('JFIF\0', 'latin1')
const EXIF = Buffer.from('Exif\0\0', 'latin1')
const ICC = Buffer.from('ICC_PROFILE\0', 'latin1')
const ADOBE = Buffer.from('Adobe', 'latin1')

/** Declares the colours as YCbCr, which decoders would otherwise guess; without a thumbnail. */
const PLAIN_JFIF = Buffer.from('ffe000104a46494600010100000100010000', 'hex')

/** A JPEG without metadata; `undefined` for other formats and truncated files. */
export function readJpeg(bytes: Buffer): StillPicture | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xff00 + SOI) return undefined
  const spans = new Spans(bytes)
  const profile: Segment[] = []
  let frame: Frame | undefined
  let hasJfif = false
  let orientation = 1
  let scans = 0
  let at = 2
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    // Any number of fill bytes may precede a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]
    if (marker === EOI) {
      if (!frame || scans === 0) return undefined
      spans.keep(at, at + 2)
      const head = [bytes.subarray(0, 2), ...(hasJfif ? [PLAIN_JFIF] : []), ...orientationSegment(orientation)]
      const still = Buffer.concat([...head, ...neededProfile(profile), spans.join()])
      return { format: 'jpeg', bytes: still, orientation, ...frame }
    }
    if (marker === undefined || at + 4 > bytes.length) return undefined
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (end < at + 4 || end > bytes.length) return undefined
    const data = bytes.subarray(at + 4, end)
    const begins = (name: Buffer) => data.subarray(0, name.length).equals(name)
    if (marker === APP0) hasJfif ||= begins(JFIF)
    else if (marker === APP1 && begins(EXIF)) orientation = exifOrientation(data)
    else if (marker === APP2 && begins(ICC)) profile.push({ whole: bytes.subarray(at, end), data })
    else if (marker === APP14 && begins(ADOBE)) spans.keep(at, end)
    else if (marker !== COM && !isApplication(marker)) spans.keep(at, end)
    if (isFrame(marker)) {
      const read = frame ? undefined : frameOf(marker, data)
      if (!read) return undefined
      frame = read
    }
    at = end
    if (marker !== SOS) continue
    if (++scans > MAX_SCANS) return undefined
    at = scanEnd(bytes, end)
    spans.keep(end, at)
  }
  return undefined
}

type Frame = Pick<StillPicture, 'width' | 'height' | 'decodingBytes'>

interface Segment {
  whole: Buffer
  data: Buffer
}

/** Markers of application segments. */
const isApplication = (marker: number) => marker >= APP0 && marker <= APP15

/** Markers of frames, with three others in their range. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function frameOf(marker: number, data: Buffer): Frame | undefined {
  if (data.length < 6) return undefined
  const [height, width, components] = [data.readUInt16BE(1), data.readUInt16BE(3), data.readUInt8(5)]
  if (width === 0 || height === 0 || components === 0 || components > 4) return undefined
  // A picture of several scans is held as 16-bit coefficients until its end.
  const isSequential = marker === 0xc0 || marker === 0xc1
  return { width, height, decodingBytes: width * height * components * (isSequential ? 1 : 3) }
}

/** The end of the entropy-coded data that begins there: the first marker other than a stuffed byte or a restart. */
function scanEnd(bytes: Buffer, start: number): number {
  for (let at = start; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] as number
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

function orientationSegment(orientation: number): Buffer[] {
  if (orientation === 1) return []
  const data = Buffer.concat([EXIF, orientationExif(orientation)])
  const head = Buffer.from([0xff, APP1, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return [head, data]
}

/** The segments of a needed colour profile; after its name each has its number and their count. */
function neededProfile(segments: readonly Segment[]): Buffer[] {
  const parts = segments.map(({ data }) => data.subarray(ICC.length + 2))
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  if (total > MAX_PROFILE_BYTES || !isNeededProfile(Buffer.concat(parts))) return []
  return segments.map(({ whole }) => whole)
}
