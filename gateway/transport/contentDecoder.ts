import { Duplex, PassThrough, pipeline } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'

/** Decoders of content codings, which decode on threads of their own. */
const DECODERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => new Inflate()],
  ['br', () => createBrotliDecompress()],
  // The window that every decoder of HTTP must have: a larger one would allocate up to 128 MiB.
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } })],
])

/** Codings that can be read, for messages. */
export const READABLE_CODINGS = 'gzip, deflate, br and zstd'

/** Maximum codings of one response: nobody needs two, and each may multiply the work on the one before. */
const MAX_CODINGS = 3

/**
 * The codings of a `content-encoding` header that change the bytes, in the order in which they were applied.
 * @returns `undefined` when some of them cannot be read.
 */
export function readableCodings(header: string | readonly string[]): string[] | undefined {
  const named = String(header)
    .split(',')
    .map(coding => coding.trim().toLowerCase())
  const codings = named.filter(coding => coding !== '' && coding !== 'identity')
  return codings.length <= MAX_CODINGS && codings.every(coding => DECODERS.has(coding)) ? codings : undefined
}

export interface DecoderSink {
  /** Maximum bytes after each coding. */
  maxBytes: number
  onData(chunk: Buffer): void
  onEnd(): void
  onError(error: Error): void
  /** More bytes than the maximum. */
  onTooLong(): void
}

/** Decodes the body of a response as it is received, as much of it as is asked for. */
export class ContentDecoder {
  readonly #first: Duplex
  readonly #last: Duplex

  /** @param codings at least one, as `readableCodings` returns them. */
  constructor(codings: readonly string[], sink: DecoderSink) {
    const stages = codings.toReversed().map(coding => (DECODERS.get(coding) ?? passThrough)())
    for (const stage of stages) {
      let bytes = 0
      stage.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > sink.maxBytes) sink.onTooLong()
        else if (stage === this.#last) sink.onData(chunk)
      })
    }
    this.#first = stages[0] ?? passThrough()
    this.#last = stages.at(-1) ?? this.#first
    if (stages.length > 1) {
      // Its errors are those of its streams.
      pipeline(stages, () => {})
    }
    for (const stage of stages) stage.on('error', sink.onError)
    this.#last.on('end', sink.onEnd)
  }

  /**
   * Takes received bytes.
   * @param onTaken called when there is room for more.
   * @returns whether there is room for more now.
   */
  write(chunk: Buffer, onTaken: () => void): boolean {
    if (this.#first.write(chunk)) return true
    this.#first.once('drain', onTaken)
    return false
  }

  /** No more bytes will be received. */
  end(): void {
    this.#first.end()
  }

  pause(): void {
    this.#last.pause()
  }

  resume(): void {
    this.#last.resume()
  }

  destroy(): void {
    this.#first.destroy()
    this.#last.destroy()
  }
}

const passThrough = () => new PassThrough()

/** Some servers send `deflate` without the zlib header that HTTP asks for. */
class Inflate extends Duplex {
  #inner: Duplex | undefined

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner ??= this.#open(chunk)
    this.#inner.write(chunk, done)
  }

  override _final(done: () => void): void {
    if (this.#inner) this.#inner.end()
    else this.push(null)
    done()
  }

  override _read(): void {
    this.#inner?.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner?.destroy()
    done(error)
  }

  #open(chunk: Buffer): Duplex {
    const inner = hasZlibHeader(chunk) ? createInflate() : createInflateRaw()
    inner.on('data', (decoded: Buffer) => {
      if (!this.push(decoded)) inner.pause()
    })
    inner.on('end', () => this.push(null))
    inner.on('error', error => this.destroy(error))
    return inner
  }
}

/** The low bits of its first byte name the method: 8 for deflate. */
const hasZlibHeader = (chunk: Buffer): boolean => ((chunk[0] ?? 0) & 0x0f) === 8
