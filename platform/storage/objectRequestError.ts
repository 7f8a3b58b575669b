import type { IncomingMessage } from 'node:http'
import { storageFault } from '../errors/storageFault.ts'
import { InvalidObjectKeyError } from './objectStorage.ts'

/** An error response of the object endpoint, with its message for the client. */
export class ObjectRequestError extends Error {
  override readonly name = 'ObjectRequestError'
  readonly status: number
  readonly code: string

  private constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  static wrongSignature = () =>
    new ObjectRequestError(
      403,
      'WRONG_SIGNATURE',
      'The URL is not signed for this. Use it as it was given, with its method.',
    )
  static expired = () => new ObjectRequestError(403, 'URL_EXPIRED', 'The URL has expired. Ask the API for a new one.')
  static invalidKey = () =>
    new ObjectRequestError(400, 'INVALID_KEY', 'No object can have this path. Use the URL as it was given.')
  static notFound = () => new ObjectRequestError(404, 'NOT_FOUND', 'The object does not exist or has expired.')
  static exists = () =>
    new ObjectRequestError(
      409,
      'ALREADY_UPLOADED',
      'Something was uploaded here already. Ask the API for another upload.',
    )
  static wrongType = (contentType: string) =>
    new ObjectRequestError(415, 'WRONG_CONTENT_TYPE', `Send the header content-type: ${contentType}`)
  static tooLarge = (bytes: number) =>
    new ObjectRequestError(
      413,
      'TOO_LARGE',
      `The upload was announced with ${bytes} bytes. Ask the API for a larger one.`,
    )
  static tooMany = () =>
    new ObjectRequestError(
      429,
      'TOO_MANY_UPLOADS',
      'Too many of your uploads are under way. Send it again when one has ended.',
    )
  static tooShort = (bytes: number) =>
    new ObjectRequestError(400, 'WRONG_LENGTH', `The upload was announced with ${bytes} bytes. Send all of them.`)
  static tooSlow = () =>
    new ObjectRequestError(408, 'TOO_SLOW', 'The upload timed out: no data was received. Send it again.')
  static interrupted = () => new ObjectRequestError(400, 'INTERRUPTED', 'The upload ended early. Send it again.')
  static unreadable = (message: string) => new ObjectRequestError(400, 'BAD_REQUEST', message)
  static noRoom = () =>
    new ObjectRequestError(507, 'NO_ROOM', 'There is no storage space left for uploads. Try again later.')
  static failure = () =>
    new ObjectRequestError(500, 'INTERNAL_SERVER_ERROR', 'The object storage failed. Try again later.')
}

/** @returns `undefined` for an internal error. */
export function objectRequestErrorOf(error: unknown, request: IncomingMessage): ObjectRequestError | undefined {
  if (error instanceof ObjectRequestError) return error
  if (error instanceof InvalidObjectKeyError) return ObjectRequestError.invalidKey()
  if (request.destroyed && !request.complete) return ObjectRequestError.interrupted()
  if (storageFault(error) === 'full') return ObjectRequestError.noRoom()
  // Errors of the HTTP server itself, such as a malformed header.
  if (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500) {
    return ObjectRequestError.unreadable(error.message)
  }
  return undefined
}
