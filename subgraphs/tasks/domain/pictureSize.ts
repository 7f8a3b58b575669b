/** Pixels. */
export interface PictureSize {
  width: number
  height: number
}

const MIN_SIDE = 64
const MAX_SIDE = 2048

/** Parses a size such as `1024x768`; `undefined` when invalid, or when a side is not within 64 to 2048. */
export function parseSize(text: string): PictureSize | undefined {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text)?.map(Number) ?? []
  if (width === undefined || height === undefined || !isSide(width) || !isSide(height)) return undefined
  return { width, height }
}

export const formatSize = ({ width, height }: PictureSize): string => `${width}x${height}`

/** The nearest valid size, with the same proportions unless they are too extreme. */
export function fitSize({ width, height }: PictureSize): PictureSize {
  const scale = Math.min(Math.max(1, MIN_SIDE / Math.min(width, height)), MAX_SIDE / Math.max(width, height))
  const fit = (side: number) => Math.min(MAX_SIDE, Math.max(MIN_SIDE, Math.round(side * scale)))
  return { width: fit(width), height: fit(height) }
}

const isSide = (pixels: number) => pixels >= MIN_SIDE && pixels <= MAX_SIDE
