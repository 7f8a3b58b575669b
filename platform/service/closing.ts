import { within } from '../time/within.ts'

/** Milliseconds that closing may take before the process ends all the same. */
const CLOSE_TIMEOUT_MS = 10_000

/** Thrown when closing takes too long. */
export class CloseTimeoutError extends Error {
  override readonly name = 'CloseTimeoutError'
}

/** @throws CloseTimeoutError when it takes too long; it goes on all the same. */
export const closeWithTimeout = (closing: Promise<void>): Promise<void> =>
  within(CLOSE_TIMEOUT_MS, closing, () => new CloseTimeoutError(`closing took more than ${CLOSE_TIMEOUT_MS} ms`))

/** Hears of errors that came after the one that counts. */
export type OnLaterError = (error: unknown) => void

/** The errors of a closed `AsyncDisposableStack` in the order in which they came: it nests each in the next. */
export function errorsIn(error: unknown): unknown[] {
  return error instanceof SuppressedError ? [...errorsIn(error.suppressed), ...errorsIn(error.error)] : [error]
}

/** Closes everything. @throws the first error, when all is closed; later ones are its cause where it has none. */
export async function closeAll(opened: AsyncDisposableStack, onLaterError: OnLaterError): Promise<void> {
  try {
    await opened.disposeAsync()
  } catch (error) {
    const [first, ...later] = errorsIn(error)
    throw withLater(first, later, onLaterError)
  }
}

/** What was opened, and how it is closed again. */
export interface Opened<T> {
  value: T
  /** Closes everything, the last first; once. @throws the first error, when all is closed. */
  close(): Promise<void>
}

/**
 * Opens several things, of which each registers how it is closed.
 * @throws what `open` throws, after what it had opened was closed; what rejects meanwhile is its cause where it has none.
 */
export async function openAll<T>(
  open: (opened: AsyncDisposableStack) => Promise<T>,
  onLaterError: OnLaterError,
): Promise<Opened<T>> {
  const opened = new AsyncDisposableStack()
  let closing: Promise<void> | undefined
  try {
    const value = await open(opened)
    return {
      value,
      close() {
        closing ??= closeAll(opened, onLaterError)
        return closing
      },
    }
  } catch (error) {
    const later = await opened.disposeAsync().then(() => [], errorsIn)
    throw withLater(error, later, onLaterError)
  }
}

/**
 * Registers how something is closed that was opened while others may close everything: where they have, at once.
 * @throws what closing it throws then.
 */
export async function deferOrClose(opened: AsyncDisposableStack, close: () => Promise<void> | void): Promise<void> {
  if (opened.disposed) await close()
  else opened.defer(close)
}

function withLater(first: unknown, later: readonly unknown[], onLaterError: OnLaterError): unknown {
  for (const error of later) onLaterError(error)
  if (later.length > 0 && first instanceof Error && first.cause === undefined) {
    first.cause = new AggregateError(later, 'Closing the other parts failed as well.')
  }
  return first
}
