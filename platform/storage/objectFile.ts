import { createHash } from 'node:crypto'
import { constants, type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { z } from 'zod'

/** Metadata of an object besides its key and bytes. */
export type ObjectFacts = z.infer<typeof objectFacts>

const objectFacts = z.object({ contentType: z.string(), bytes: z.number(), sha256: z.string() })

/** An object's open file; bytes and metadata stay those of this moment, whatever happens to the key. */
export interface OpenObject {
  facts: ObjectFacts
  bytes(): Promise<Uint8Array>
  /** The bytes of a non-empty object; the file is closed when the stream ends or is destroyed. */
  stream(): Readable
  close(): Promise<void>
}

/*
 * One object is one file: bytes, metadata as JSON, the length of that JSON (32 bits, big-endian), and a mark. A single
 * file appears, is replaced and disappears atomically, which two could not; the metadata come last so that image
 * viewers open the file as it is, and so that a file truncated by a power failure is detected.
 */
const MARK = Buffer.from('ATO1')
const FOOTER_BYTES = 4 + MARK.length
/** More than the longest metadata with footer. */
const TAIL_BYTES = 1_024

/** Errors for a path without an object: no file, a file in place of a folder, a link. */
const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

/** Writes a new file. A failure of it or of the chunks leaves a partial file. */
export async function writeObjectFile(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  contentType: string,
): Promise<ObjectFacts> {
  const file = await open(path, 'wx')
  try {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
      await file.writeFile(chunk)
    }
    const facts = { contentType, bytes, sha256: hash.digest('base64url') }
    await file.writeFile(tailOf(facts))
    return facts
  } finally {
    await file.close()
  }
}

/** @returns `undefined` without a file, or for one that is no complete object. */
export async function openObjectFile(path: string): Promise<OpenObject | undefined> {
  const file = await openUnlessAbsent(path)
  if (!file) return undefined
  try {
    const facts = await readFacts(file)
    if (facts) return openObject(file, facts)
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  return undefined
}

async function openUnlessAbsent(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_FILE.has(String(error.code))) return undefined
    throw error
  }
}

function openObject(file: FileHandle, facts: ObjectFacts): OpenObject {
  return {
    facts,
    async bytes() {
      return readExactly(file, 0, facts.bytes)
    },
    stream: () => file.createReadStream({ start: 0, end: facts.bytes - 1 }),
    close: () => file.close(),
  }
}

function tailOf(facts: ObjectFacts): Buffer {
  const json = Buffer.from(JSON.stringify(facts))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([json, length, MARK])
}

async function readFacts(file: FileHandle): Promise<ObjectFacts | undefined> {
  const stats = await file.stat()
  if (!stats.isFile()) return undefined
  const start = Math.max(0, stats.size - TAIL_BYTES)
  const tail = await readExactly(file, start, stats.size - start)
  const footerAt = tail.length - FOOTER_BYTES
  if (footerAt < 0 || !tail.subarray(footerAt + 4).equals(MARK)) return undefined
  const jsonAt = footerAt - tail.readUInt32BE(footerAt)
  if (jsonAt < 0) return undefined
  const facts = objectFacts.safeParse(parseJson(tail.toString('utf8', jsonAt, footerAt)))
  return facts.success && facts.data.bytes === start + jsonAt ? facts.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not an object file; the caller sees that no metadata were read.
    return undefined
  }
}

/** @throws Error when the file has fewer bytes, as when it was truncated while open. */
async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) throw new Error(`An object's file ended after ${position + filled} bytes.`)
    filled += bytesRead
  }
  return buffer
}
