/** Metadata of a stored object. */
export interface ObjectInfo {
  key: string
  bytes: number
  contentType: string
}

/** An object of a listing. */
export interface ListedObject {
  key: string
  /** Last modification, by the clock of the storage. */
  putAt: Date
}

/** A presigned request: its holder may send it to the storage until it expires. */
export interface SignedRequest {
  url: string
  /** Headers that must be sent unchanged. */
  headers: Record<string, string>
}

/**
 * Stores bytes under keys such as `tasks/{id}/{attempt}/{index}.png`. Objects are written atomically.
 *
 * A key has segments of letters, digits, `.`, `-` and `_`, none beginning with `.`, each at most 200 characters,
 * separated by `/`, at most 512 characters in all; any other is rejected with an `InvalidObjectKeyError`. No key may
 * continue another object's key, as `a/b` does `a`: it may be rejected in the same way, or be missed by `deleteAll`. A
 * content type that is no valid header is rejected with a `TypeError`.
 *
 * Presigned requests are valid for `expiresInMs`, more than zero and at most seven days, and perhaps for a part of a
 * second longer.
 */
export interface ObjectStorage {
  /** Creates or replaces an object. */
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  /** The bytes, or `undefined` without such an object. */
  get(key: string): Promise<Uint8Array | undefined>
  /** The metadata, or `undefined` without such an object. */
  info(key: string): Promise<ObjectInfo | undefined>
  /** No error without such an object. */
  delete(key: string): Promise<void>
  /** Deletes every object with this key prefix, which ends in `/`. */
  deleteAll(prefix: string): Promise<void>
  /**
   * Lists every object with this key prefix, which ends in `/`, in any order. Objects that are stored or deleted
   * meanwhile may or may not be listed.
   */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Removes leftovers of writes that were interrupted more than an hour ago, where the storage does not by itself. */
  removeLeftovers(): Promise<void>
  /** A GET of the object; signed without checking that it exists. */
  signGet(key: string, options: { expiresInMs: number }): Promise<SignedRequest>
  /**
   * A single PUT of exactly `bytes` bytes with that content type, for a new object. It needs a `content-length`, which
   * HTTP clients send for a body of known length.
   */
  signPut(key: string, options: { expiresInMs: number; contentType: string; bytes: number }): Promise<SignedRequest>
  /**
   * For readiness.
   * @returns a note when objects can be read but not written.
   * @throws Error with the reason when objects cannot be read.
   */
  ping(): Promise<string | undefined>
  /**
   * Checked before accepting work that stores objects. @throws LowDiskSpaceError while a folder's disk is low on space.
   */
  checkRoom(): Promise<void>
  close(): Promise<void>
}

/**
 * Thrown when the storage did not respond: unreachable, silent or starting. Whether it executed the request is unknown.
 */
export class StorageAwayError extends Error {
  override readonly name = 'StorageAwayError'
}

/** Thrown for an invalid object key. */
export class InvalidObjectKeyError extends Error {
  override readonly name = 'InvalidObjectKeyError'

  constructor(key: string) {
    super(`Not an object key: ${JSON.stringify(key.slice(0, 100))}`)
  }
}

const KEY = /^[\w-][\w.-]{0,199}(\/[\w-][\w.-]{0,199})*$/
const MAX_EXPIRY_MS = 7 * 86_400_000
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.-]+)*$/

/** @throws InvalidObjectKeyError when the key is malformed, or could leave the folder. */
export function checkObjectKey(key: string): void {
  if (key.length > 512 || !KEY.test(key)) throw new InvalidObjectKeyError(key)
}

/** @throws InvalidObjectKeyError when the key prefix, which ends in `/`, is malformed. */
export function checkObjectPrefix(prefix: string): void {
  if (!prefix.endsWith('/')) throw new InvalidObjectKeyError(prefix)
  checkObjectKey(prefix.slice(0, -1))
}

/** @throws RangeError for an invalid number of bytes. */
export function checkBytes(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`Not a number of bytes: ${bytes}`)
}

/** @throws RangeError for an invalid validity of a presigned request. */
export function checkExpiry(expiresInMs: number): void {
  if (!(expiresInMs > 0 && expiresInMs <= MAX_EXPIRY_MS)) {
    throw new RangeError(`Not how long a signed request can be good, in milliseconds: ${expiresInMs}`)
  }
}

/** @throws TypeError for an invalid content type, or one longer than 127 characters. */
export function checkContentType(contentType: string): void {
  if (contentType.length > 127 || !CONTENT_TYPE.test(contentType)) {
    throw new TypeError(`Not a content type: ${JSON.stringify(contentType.slice(0, 100))}`)
  }
}
