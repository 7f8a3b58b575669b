import { crc32, inflateSync } from 'node:zlib'
import { isNeededProfile, MAX_PROFILE_BYTES } from './colorProfile.ts'
import { exifOrientation, orientationExif } from './exif.ts'
import { Spans } from './spans.ts'
import type { StillPicture } from './stillPicture.ts'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** Critical chunks, and the pixel size; all others are metadata. */
const SHOWN = new Set(['IHDR', 'PLTE', 'tRNS', 'pHYs', 'IDAT', 'IEND'])
/** Maximum chunks; a picture of 20 MiB in the usual chunks of 8 KiB has 2,560. */
const MAX_CHUNKS = 65_536
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 }

/** A PNG without metadata; `undefined` for other formats. Of an animated one the first frame. */
export function readPng(bytes: Buffer): StillPicture | undefined {
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.length < 33 || typeAt(bytes, 8) !== 'IHDR') return undefined
  const header = bytes.subarray(16, 29)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = CHANNELS[header.readUInt8(9)]
  if (bytes.readUInt32BE(8) !== 13 || width === 0 || height === 0 || channels === undefined) return undefined

  const spans = new Spans(bytes)
  spans.keep(0, 33)
  let orientation = 1
  let hasProfile = false
  let at = 33
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    if (at + 12 > bytes.length) return undefined
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) return undefined
    const type = typeAt(bytes, at)
    const data = bytes.subarray(at + 8, end - 4)
    if (type === 'IHDR') return undefined
    if (SHOWN.has(type) && (type !== 'pHYs' || data.length === 9)) spans.keep(at, end)
    else if (type === 'iCCP' && !hasProfile) {
      // Only the first is unpacked, as it may expand by a factor of thousands.
      hasProfile = true
      if (isNeeded(data)) spans.keep(at, end)
    } else if (type === 'eXIf') orientation = exifOrientation(data)
    // An unknown critical chunk: the picture cannot be decoded without it.
    else if (/^[A-Z]/.test(type)) return undefined
    if (type === 'IEND') break
    at = end
  }
  if (typeAt(bytes, at) !== 'IEND') return undefined
  const still = spans.join()
  const decodingBytes = width * height * channels * (header.readUInt8(8) === 16 ? 2 : 1)
  return {
    format: 'png',
    bytes: orientation === 1 ? still : withChunk(still, 'eXIf', orientationExif(orientation)),
    width,
    height,
    orientation,
    decodingBytes,
  }
}

/** A PNG with an additional chunk after its header. */
export function withChunk(png: Uint8Array, type: string, data: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunkOf(type, data), png.subarray(33)])
}

/** A PNG chunk, with its length and checksum. */
export function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

const typeAt = (bytes: Buffer, chunk: number) => bytes.toString('latin1', chunk + 4, chunk + 8)

/** Whether the compressed data of an `iCCP` chunk are a needed profile. */
function isNeeded(data: Buffer): boolean {
  const nameEnd = data.indexOf(0)
  if (nameEnd < 1) return false
  try {
    return isNeededProfile(inflateSync(data.subarray(nameEnd + 2), { maxOutputLength: MAX_PROFILE_BYTES }))
  } catch {
    // No profile, or one above the maximum.
    return false
  }
}
