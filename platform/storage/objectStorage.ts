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
 * Keeps bytes under keys such as `tasks/{id}/{attempt}/{index}.png`. An object is there whole or not at all.
 *
 * A key has segments of letters, digits, `.`, `-` and `_`, none beginning with `.`, each at most 200 characters,
 * separated by `/`, at most 512 characters in all; any other is refused with an `InvalidObjectKeyError`. So may be a key
 * that goes on from another object's key, as `a/b` does from `a`.
 * A content type that could not be sent as a header is refused with a `TypeError`.
 */
export interface ObjectStorage {
  /** Puts the object in the place of whatever was there. */
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  /** The bytes, or `undefined` when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>
  /** The facts, or `undefined` when there is no such object. */
  info(key: string): Promise<ObjectInfo | undefined>
  /** It is no error when there is no such object. */
  delete(key: string): Promise<void>
  /** Deletes every object whose key begins with the prefix, which ends in `/`. */
  deleteAll(prefix: string): Promise<void>
  /** A GET of the object, or a HEAD; signing does not ask whether there is such an object. */
  signGet(key: string, options: { expiresInMs: number }): Promise<SignedRequest>
  /** One PUT of exactly `bytes` bytes of that content type, where there is no object yet. */
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

const KEY = /^[\w-][\w.-]{0,199}(\/[\w-][\w.-]{0,199})*$/
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.-]+)*$/

/** @throws InvalidObjectKeyError when the key is malformed, or could climb out of a folder. */
export function checkObjectKey(key: string): void {
  if (key.length > 512 || !KEY.test(key)) throw new InvalidObjectKeyError(key)
}

/** @throws TypeError when it is no content type, or longer than 127 characters. */
export function checkContentType(contentType: string): void {
  if (contentType.length > 127 || !CONTENT_TYPE.test(contentType)) {
    throw new TypeError(`Not a content type: ${JSON.stringify(contentType.slice(0, 100))}`)
  }
}
