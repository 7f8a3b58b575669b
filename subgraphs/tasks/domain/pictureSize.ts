/** Pixels. */
export interface PictureSize {
  width: number
  height: number
}

const SMALLEST_SIDE = 64
const LARGEST_SIDE = 2048

/** Reads a size such as `1024x768`; `undefined` when it is not one, or a side is not within 64 to 2048. */
export function parseSize(text: string): PictureSize | undefined {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text)?.map(Number) ?? []
  if (width === undefined || height === undefined || !isSide(width) || !isSide(height)) return undefined
  return { width, height }
}

export const formatSize = ({ width, height }: PictureSize): string => `${width}x${height}`

/** The nearest size that can be asked for; keeps the proportions unless they are more extreme than any size has. */
export function fitSize({ width, height }: PictureSize): PictureSize {
  const scale = Math.min(Math.max(1, SMALLEST_SIDE / Math.min(width, height)), LARGEST_SIDE / Math.max(width, height))
  const fit = (side: number) => Math.min(LARGEST_SIDE, Math.max(SMALLEST_SIDE, Math.round(side * scale)))
  return { width: fit(width), height: fit(height) }
}

const isSide = (pixels: number) => pixels >= SMALLEST_SIDE && pixels <= LARGEST_SIDE
