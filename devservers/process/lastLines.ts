import { open } from 'node:fs/promises'

const TAIL_BYTES = 16_384

/** The last lines of a text, indented. */
export const lastLines = (text: string, count = 20): string =>
  text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map(line => `    ${line}`)
    .join('\n')

/** The last lines of a file, however long it is. */
export async function lastLinesOfFile(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
    return lastLines(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await file.close()
  }
}
