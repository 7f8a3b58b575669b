import { isNeededProfile } from './colorProfile.ts'
import { exifOrientation, orientationExif } from './exif.ts'
import type { StillPicture } from './stillPicture.ts'

const MAX_CHUNKS = 4_096
const FLAGS = { profile: 0x20, alpha: 0x10, exif: 0x08 } as const

interface Chunk {
  type: string
  data: Buffer
}

interface Pixels {
  width: number
  height: number
  hasAlpha: boolean
}

/**
 * A WebP without metadata; `undefined` for other formats. Of an animated one the first frame, when that has the size of
 * the canvas.
 */
export function readWebp(bytes: Buffer): StillPicture | undefined {
  const names = `${bytes.toString('latin1', 0, 4)}${bytes.toString('latin1', 8, 12)}`
  if (bytes.length < 20 || names !== 'RIFFWEBP') return undefined
  const end = bytes.readUInt32LE(4) + 8
  const chunks = end <= bytes.length ? chunksOf(bytes.subarray(12, end)) : undefined
  const canvas = chunks?.find(({ type }) => type === 'VP8X')?.data
  const frame = chunks && frameOf(chunks)
  const picture = frame?.find(({ type }) => type === 'VP8 ' || type === 'VP8L')
  const pixels = picture && pixelsOf(picture)
  if (!chunks || !frame || !picture || !pixels) return undefined
  const { width, height } = pixels
  if (
    canvas &&
    (canvas.length < 10 || canvas.readUIntLE(4, 3) + 1 !== width || canvas.readUIntLE(7, 3) + 1 !== height)
  ) {
    return undefined
  }

  const of = (type: string, among: readonly Chunk[] = chunks) => among.find(chunk => chunk.type === type)
  const exif = of('EXIF')
  const orientation = exif ? exifOrientation(exif.data) : 1
  const colours = of('ICCP')
  const profile = colours && isNeededProfile(colours.data) ? colours : undefined
  const alpha = picture.type === 'VP8 ' ? of('ALPH', frame) : undefined
  const direction = orientation === 1 ? undefined : { type: 'EXIF', data: orientationExif(orientation) }
  const isPlain = !profile && !alpha && !direction
  const flags =
    (profile ? FLAGS.profile : 0) | (alpha || pixels.hasAlpha ? FLAGS.alpha : 0) | (direction ? FLAGS.exif : 0)
  const kept = isPlain ? [picture] : [header(flags, pixels), profile, alpha, picture, direction].filter(isThere)
  return {
    format: 'webp',
    bytes: fileOf(kept),
    width,
    height,
    orientation,
    decodingBytes: width * height * 4,
  }
}

const isThere = (chunk: Chunk | undefined): chunk is Chunk => chunk !== undefined

/** @returns `undefined` when a chunk exceeds the file. */
function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = []
  for (let at = 0; at + 8 <= bytes.length && chunks.length < MAX_CHUNKS; ) {
    const length = bytes.readUInt32LE(at + 4)
    if (at + 8 + length > bytes.length) return undefined
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(at + 8, at + 8 + length) })
    at += 8 + length + (length % 2)
  }
  return chunks
}

/** The chunks of the still picture, or of the first frame when that has no offset. */
function frameOf(chunks: readonly Chunk[]): readonly Chunk[] | undefined {
  const first = chunks.find(({ type }) => type === 'ANMF')
  if (!first) return chunks
  if (first.data.length < 16 || first.data.readUIntLE(0, 6) !== 0) return undefined
  return chunksOf(first.data.subarray(16))
}

function pixelsOf({ type, data }: Chunk): Pixels | undefined {
  if (type === 'VP8 ') {
    if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) return undefined
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff, hasAlpha: false }
  }
  if (data.length < 5 || data.readUInt8(0) !== 0x2f) return undefined
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha: (bits & (1 << 28)) !== 0 }
}

function header(flags: number, { width, height }: Pixels): Chunk {
  const data = Buffer.alloc(10)
  data.writeUInt8(flags, 0)
  data.writeUIntLE(width - 1, 4, 3)
  data.writeUIntLE(height - 1, 7, 3)
  return { type: 'VP8X', data }
}

function fileOf(chunks: readonly Chunk[]): Buffer {
  const body = chunks.flatMap(({ type, data }) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32LE(data.length, 4)
    return data.length % 2 === 0 ? [head, data] : [head, data, Buffer.alloc(1)]
  })
  const bytes = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), ...body])
  bytes.writeUInt32LE(bytes.length - 8, 4)
  return bytes
}
