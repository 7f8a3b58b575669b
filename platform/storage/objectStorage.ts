/** Facts of a stored object. */
export interface ObjectInfo {
  key: string
  bytes: number
  contentType: string
}

/** A request that whoever holds it may make until it expires, straight to the storage. */
export interface SignedRequest {
  url: string
  /** Headers that must be sent with it as they are. */
  headers: Record<string, string>
}

/**
 * Keeps bytes under keys such as `tasks/{id}/{attempt}/{index}.png`.
 *
 * A key has segments of letters, digits, `.`, `-` and `_`, separated by `/`, at most 512 characters; any other is
 * refused with an `InvalidObjectKeyError`.
 */
export interface ObjectStorage {
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  /** The bytes, or `undefined` when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>
  /** The facts, or `undefined` when there is no such object. */
  info(key: string): Promise<ObjectInfo | undefined>
  delete(key: string): Promise<void>
  /** Deletes every object whose key begins with the prefix, which ends in `/`. */
  deleteAll(prefix: string): Promise<void>
  /** A GET of the object. */
  signGet(key: string, options: { expiresInMs: number }): Promise<SignedRequest>
  /** A PUT of at most `bytes` bytes of that content type. */
  signPut(key: string, options: { expiresInMs: number; contentType: string; bytes: number }): Promise<SignedRequest>
  close(): Promise<void>
}

/** Thrown for a key that no object can have. */
export class InvalidObjectKeyError extends Error {
  override readonly name = 'InvalidObjectKeyError'

  constructor(key: string) {
    super(`Not an object key: ${JSON.stringify(key.slice(0, 100))}`)
  }
}

const KEY = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/

/** @throws InvalidObjectKeyError when the key is malformed, or could climb out of a folder. */
export function checkObjectKey(key: string): void {
  if (key.length > 512 || !KEY.test(key)) throw new InvalidObjectKeyError(key)
}
