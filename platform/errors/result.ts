/** Something that a person did wrong, told as data (`userErrors` in payloads). */
export interface UserError {
  /** A stable name for clients, for example `USERNAME_TAKEN`. */
  code: string
  /** The path of the input field at fault, from the mutation's arguments; `null` when no one field is. */
  field: string[] | null
  /** A sentence that says what to do. */
  message: string
}

/** What an operation gives: its value, or what the person did wrong. */
export type Result<T> = { ok: true; value: T } | { ok: false; userErrors: UserError[] }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

/** One failure. */
export const fail = (
  code: string,
  field: string[] | null,
  message: string,
): { ok: false; userErrors: UserError[] } => ({
  ok: false,
  userErrors: [{ code, field, message }],
})

/** Several failures at once. */
export const failAll = (userErrors: UserError[]): { ok: false; userErrors: UserError[] } => ({ ok: false, userErrors })
