/** Facts of a stored object. */
export interface ObjectInfo {
  key: string
  bytes: number
  contentType: string
}

/** An object of a listing. */
export interface ListedObject {
  key: string
  /** When it was put, by the clock of the storage's machine. */
  putAt: Date
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
 * separated by `/`, at most 512 characters in all; any other is refused with an `InvalidObjectKeyError`. No key may go on
 * from another object's key, as `a/b` does from `a`: it may be refused in the same way, or be missed by `deleteAll`.
 * A content type that could not be sent as a header is refused with a `TypeError`.
 *
 * Signed requests are good for `expiresInMs`, more than nothing and at most seven days, and perhaps for a part of a
 * second longer.
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
  /**
   * Every object whose key begins with the prefix, which ends in `/`, in any order. Those that are put or deleted
   * meanwhile may be among them or not.
   */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Removes what writes that were cut off more than an hour ago left behind, where the storage does not by itself. */
  removeLeftovers(): Promise<void>
  /** A GET of the object; signing does not ask whether there is such an object. */
  signGet(key: string, options: { expiresInMs: number }): Promise<SignedRequest>
  /**
   * One PUT of exactly `bytes` bytes of that content type, where there is no object yet. It must say its length
   * beforehand (`content-length`), as HTTP clients do by themselves when they know it.
   */
  signPut(key: string, options: { expiresInMs: number; contentType: string; bytes: number }): Promise<SignedRequest>
  /**
   * For readiness.
   * @returns a note when objects can be reached, but none are taken.
   * @throws Error that says why no object can be reached now.
   */
  ping(): Promise<string | undefined>
  /** To be asked before anything is taken that needs objects. @throws LittleRoomError while a folder has little room. */
  checkRoom(): Promise<void>
  close(): Promise<void>
}

/** Thrown when the storage could not be asked: it is away, silent or starting. Whether it did something is unknown. */
export class StorageAwayError extends Error {
  override readonly name = 'StorageAwayError'
}

/** Thrown for a key that no object can have. */
export class InvalidObjectKeyError extends Error {
  override readonly name = 'InvalidObjectKeyError'

  constructor(key: string) {
    super(`Not an object key: ${JSON.stringify(key.slice(0, 100))}`)
  }
}

const KEY = /^[\w-][\w.-]{0,199}(\/[\w-][\w.-]{0,199})*$/
const MAX_EXPIRY_MS = 7 * 86_400_000
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.-]+)*$/

/** @throws InvalidObjectKeyError when the key is malformed, or could climb out of a folder. */
export function checkObjectKey(key: string): void {
  if (key.length > 512 || !KEY.test(key)) throw new InvalidObjectKeyError(key)
}

/** @throws InvalidObjectKeyError unless keys could begin with the prefix, which ends in `/`. */
export function checkObjectPrefix(prefix: string): void {
  if (!prefix.endsWith('/')) throw new InvalidObjectKeyError(prefix)
  checkObjectKey(prefix.slice(0, -1))
}

/** @throws RangeError when nothing can have that many bytes. */
export function checkBytes(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`Not a number of bytes: ${bytes}`)
}

/** @throws RangeError unless a signed request can be good for so long. */
export function checkExpiry(expiresInMs: number): void {
  if (!(expiresInMs > 0 && expiresInMs <= MAX_EXPIRY_MS)) {
    throw new RangeError(`Not how long a signed request can be good, in milliseconds: ${expiresInMs}`)
  }
}

/** @throws TypeError when it is no content type, or longer than 127 characters. */
export function checkContentType(contentType: string): void {
  if (contentType.length > 127 || !CONTENT_TYPE.test(contentType)) {
    throw new TypeError(`Not a content type: ${JSON.stringify(contentType.slice(0, 100))}`)
  }
}
