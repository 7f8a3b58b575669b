/** What requests may ask for; the schema's descriptions say the same. */
export const LIMITS = {
  promptCharacters: 4_000,
  count: 8,
  /** The greatest seed. */
  seed: 2 ** 31 - 1,
  /** Characters of `options` as JSON. */
  optionsCharacters: 4_096,
  /** How many objects and lists of `options` stand inside one another. */
  optionsDepth: 10,
  idempotencyKeyCharacters: 200,
  searchCharacters: 200,
  /** Entries of the list of statuses in a filter; there are fewer statuses. */
  statusesAtOnce: 20,
  uploadBytes: 20 * 1024 * 1024,
  /** Pixels of either side of an uploaded picture. */
  uploadSide: 4_096,
  deadLettersAtOnce: 100,
} as const

/** Whether a text has no more characters, of which each has one or two units: most long ones are known by their units. */
export const isAtMost = (characters: number, text: string): boolean =>
  text.length <= characters || (text.length <= 2 * characters && Array.from(text).length <= characters)

/** Media types of pictures that can be uploaded, with the name that sharp has for each. */
export const UPLOAD_TYPES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
}

/** Why bytes that somebody uploaded are not used as a picture. */
export type PictureFault = 'NOT_AN_IMAGE' | 'TOO_LARGE'
