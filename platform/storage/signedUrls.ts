import { createHmac, timingSafeEqual } from 'node:crypto'
import { checkObjectKey } from './objectStorage.ts'

/** Path of the object endpoint, below the base URL. */
export const OBJECTS_PATH = '/objects/'

/** The permission of a signed URL, with its expiry in milliseconds since 1970. */
export type Grant = ReadGrant | WriteGrant

export interface ReadGrant {
  method: 'GET'
  key: string
  expiresAt: number
}

export interface WriteGrant {
  method: 'PUT'
  key: string
  expiresAt: number
  contentType: string
  bytes: number
}

/** Signs grants as URLs, and verifies them. */
export interface SignedUrls {
  /** @returns the path and query, such as `/objects/a/b.png?expires=…&signature=…`. */
  write(grant: Grant): string
  /**
   * The grant of a request target, as it was sent, for the method; expiry is not checked.
   * @returns `undefined` when the signature is missing or invalid.
   * @throws InvalidObjectKeyError when the path is not that of an object. Keys need no encoding and none is decoded, so
   * no other path can mean the same object.
   */
  read<Method extends Grant['method']>(method: Method, target: string): Extract<Grant, { method: Method }> | undefined
}

/** @param signingKey at least 32 random bytes. */
export function createSignedUrls(signingKey: string | Uint8Array): SignedUrls {
  if (Buffer.byteLength(signingKey) < 32) throw new RangeError('The key that signs URLs needs at least 32 bytes.')

  const signatureOf = (grant: Grant): Buffer =>
    createHmac('sha256', signingKey)
      .update(JSON.stringify(signedPartsOf(grant)))
      .digest()

  return {
    write(grant) {
      const query = new URLSearchParams()
      if (grant.method === 'PUT') {
        query.set('type', grant.contentType)
        query.set('bytes', String(grant.bytes))
      }
      query.set('expires', String(grant.expiresAt))
      query.set('signature', signatureOf(grant).toString('base64url'))
      return `${OBJECTS_PATH}${grant.key}?${query}`
    },

    read<Method extends Grant['method']>(method: Method, target: string) {
      const [path = '', search] = splitOnce(target, '?')
      const key = path.startsWith(OBJECTS_PATH) ? path.slice(OBJECTS_PATH.length) : ''
      checkObjectKey(key)
      const query = new URLSearchParams(search)
      const grant = grantOf(method, key, query)
      const claimed = Buffer.from(query.get('signature') ?? '', 'base64url')
      const signature = signatureOf(grant)
      const genuine = claimed.length === signature.length && timingSafeEqual(claimed, signature)
      return genuine ? (grant as Extract<Grant, { method: Method }>) : undefined
    },
  }
}

function grantOf(method: Grant['method'], key: string, query: URLSearchParams): Grant {
  const expiresAt = Number(query.get('expires'))
  if (method === 'GET') return { method, key, expiresAt }
  return { method, key, expiresAt, contentType: query.get('type') ?? '', bytes: Number(query.get('bytes')) }
}

/** The signed text, in an order and form that is unique to one grant. */
function signedPartsOf(grant: Grant): unknown[] {
  const parts = [grant.method, grant.key, grant.expiresAt]
  return grant.method === 'GET' ? parts : [...parts, grant.contentType, grant.bytes]
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
