/** Formats of uploaded pictures. */
export type PictureFormat = 'png' | 'jpeg' | 'webp'

/**
 * A still picture as uploaded, bit for bit, without metadata: texts, comments, EXIF except the orientation, XMP, IPTC,
 * thumbnails, further frames, trailing bytes, and sRGB colour profiles.
 *
 * It has not been decoded, so it may still be damaged.
 */
export interface StillPicture {
  format: PictureFormat
  bytes: Uint8Array
  /** Pixels, before rotation. */
  width: number
  /** Pixels, before rotation. */
  height: number
  /** EXIF orientation (1..8). */
  orientation: number
  /** Approximate memory for decoding it, in bytes. */
  decodingBytes: number
}

/** Media types by format. */
export const MEDIA_TYPES: Readonly<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

/** The size of a picture after rotation. */
export function uprightSize({ width, height, orientation }: Pick<StillPicture, 'width' | 'height' | 'orientation'>) {
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}
