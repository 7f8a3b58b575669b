/** A user's mistake as data (`userErrors` in payloads). */
export interface UserError {
  /** A stable code for clients, for example `USERNAME_TAKEN`. */
  code: string
  /** The path of the invalid input field in the mutation's arguments; `null` when it is no single field. */
  field: string[] | null
  /** A sentence that says what to do. */
  message: string
}

/** The result of an operation: its value, or the user's mistakes. */
export type Result<T> = { ok: true; value: T } | { ok: false; userErrors: UserError[] }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

/** One mistake. */
export const fail = (
  code: string,
  field: string[] | null,
  message: string,
): { ok: false; userErrors: UserError[] } => ({
  ok: false,
  userErrors: [{ code, field, message }],
})

/** Several mistakes. */
export const failAll = (userErrors: UserError[]): { ok: false; userErrors: UserError[] } => ({ ok: false, userErrors })
