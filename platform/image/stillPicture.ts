/** The formats of pictures that people bring. */
export type PictureFormat = 'png' | 'jpeg' | 'webp'

/**
 * One still picture as it came, bit for bit, without what does not show: texts, comments, EXIF but for which way is up,
 * XMP, IPTC, thumbnails, further frames, what stands after its end, and colour profiles that say sRGB.
 *
 * Nothing has been decoded, so it may still be damaged.
 */
export interface StillPicture {
  format: PictureFormat
  bytes: Uint8Array
  /** Pixels, as the picture lies in the file. */
  width: number
  /** Pixels, as the picture lies in the file. */
  height: number
  /** How it is to be turned to be upright, as EXIF counts it (1..8). */
  orientation: number
  /** Bytes of memory that decoding it takes, about. */
  decodingBytes: number
}

/** Media types by format. */
export const MEDIA_TYPES: Readonly<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

/** The sides of a picture once it is upright. */
export function uprightSize({ width, height, orientation }: Pick<StillPicture, 'width' | 'height' | 'orientation'>) {
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}
