import { within } from '../time/within.ts'

/** Close timeout in milliseconds; then the process exits all the same. */
const CLOSE_TIMEOUT_MS = 10_000

/** Thrown when closing times out. */
export class CloseTimeoutError extends Error {
  override readonly name = 'CloseTimeoutError'
}

/** @throws CloseTimeoutError on timeout; closing continues. */
export const closeWithTimeout = (closing: Promise<void>): Promise<void> =>
  within(CLOSE_TIMEOUT_MS, closing, () => new CloseTimeoutError(`closing took more than ${CLOSE_TIMEOUT_MS} ms`))

/** Called with errors after the first. */
export type OnLaterError = (error: unknown) => void

/** The errors of a closed `AsyncDisposableStack` in order of occurrence: it nests each in the next. */
export function errorsIn(error: unknown): unknown[] {
  return error instanceof SuppressedError ? [...errorsIn(error.suppressed), ...errorsIn(error.error)] : [error]
}

/** Closes everything. @throws the first error, after all is closed; later ones are its cause where it has none. */
export async function closeAll(opened: AsyncDisposableStack, onLaterError: OnLaterError): Promise<void> {
  try {
    await opened.disposeAsync()
  } catch (error) {
    const [first, ...later] = errorsIn(error)
    throw withLater(first, later, onLaterError)
  }
}

/** An opened value and its close. */
export interface Opened<T> {
  value: T
  /** Closes everything in reverse order, once. @throws the first error, after all is closed. */
  close(): Promise<void>
}

/**
 * Opens several parts, each of which defers its close.
 * @throws the error of `open`, after the parts opened so far are closed; errors of closing are its cause where it has
 * none.
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
 * Defers a close on a stack that may be disposed meanwhile: if it was, closes at once.
 * @throws the error of closing then.
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
