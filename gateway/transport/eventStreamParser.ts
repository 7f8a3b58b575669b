import { withoutByteOrderMark } from './unreadableBody.ts'

/** An event of an event stream. */
export interface StreamedEvent {
  /** `message` when the event names none. */
  name: string
  data: Buffer
}

export interface EventStreamSink {
  onEvent(event: StreamedEvent): void
  /** A comment; servers send them to keep a connection open. */
  onComment(): void
  /** An event has more bytes than the maximum. */
  onTooLarge(): void
}

const LF = 0x0a
const CR = 0x0d
const COLON = 0x3a
const SPACE = 0x20

/** Reads `text/event-stream` as it is received (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class EventStreamParser {
  readonly #maxBytes: number
  readonly #sink: EventStreamSink
  /** The begin of a line whose end was not received yet. */
  #parts: Buffer[] = []
  #partsBytes = 0
  /** Whether a line feed would belong to the line break before it. */
  #isAfterReturn = false
  #isFirstLine = true
  #name = ''
  #data: Buffer[] = []
  #dataBytes = 0
  #isStopped = false

  /** @param maxBytes of an event. */
  constructor(maxBytes: number, sink: EventStreamSink) {
    this.#maxBytes = maxBytes
    this.#sink = sink
  }

  write(chunk: Buffer): void {
    let from = 0
    let lineFeed = -1
    let carriageReturn = -1
    while (from < chunk.length && !this.#isStopped) {
      if (this.#isAfterReturn) {
        this.#isAfterReturn = false
        if (chunk[from] === LF) from += 1
      }
      if (lineFeed < from) lineFeed = indexOrEnd(chunk, LF, from)
      if (carriageReturn < from) carriageReturn = indexOrEnd(chunk, CR, from)
      const end = Math.min(lineFeed, carriageReturn)
      this.#add(chunk.subarray(from, end))
      if (end === chunk.length) return
      this.#isAfterReturn = chunk[end] === CR
      from = end + 1
      if (!this.#isStopped) this.#endLine()
    }
  }

  /** Reads no more, of the current chunk either. */
  stop(): void {
    this.#isStopped = true
    this.#parts = []
    this.#data = []
  }

  #add(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#parts.push(bytes)
    this.#partsBytes += bytes.length
    if (this.#partsBytes + this.#dataBytes <= this.#maxBytes + FRAMING_BYTES) return
    this.stop()
    this.#sink.onTooLarge()
  }

  #endLine(): void {
    const [first] = this.#parts
    const received = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts)
    this.#parts = []
    this.#partsBytes = 0
    const line = this.#isFirstLine ? withoutByteOrderMark(received) : received
    this.#isFirstLine = false
    if (line.length === 0) this.#endEvent()
    else if (line[0] === COLON) this.#sink.onComment()
    else this.#field(line)
  }

  #field(line: Buffer): void {
    const colon = indexOrEnd(line, COLON, 0)
    const field = line.toString('utf8', 0, colon)
    const value = line.subarray(line[colon + 1] === SPACE ? colon + 2 : colon + 1)
    if (field === 'event') this.#name = value.toString('utf8')
    if (field !== 'data') return
    if (this.#data.length > 0) this.#data.push(LINE_BREAK)
    this.#data.push(value)
    this.#dataBytes += value.length + 1
  }

  /** Events without data are passed on when they have a name: `complete` needs none. */
  #endEvent(): void {
    const name = this.#name
    const data = this.#data
    this.#name = ''
    this.#data = []
    this.#dataBytes = 0
    if (name === '' && data.length === 0) return
    const [first] = data
    this.#sink.onEvent({ name: name || 'message', data: data.length === 1 && first ? first : Buffer.concat(data) })
  }
}

const LINE_BREAK = Buffer.from('\n')

/** Bytes of a line that are no data, about. */
const FRAMING_BYTES = 16

function indexOrEnd(bytes: Buffer, byte: number, from: number): number {
  const index = bytes.indexOf(byte, from)
  return index < 0 ? bytes.length : index
}
