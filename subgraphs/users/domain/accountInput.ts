import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { failAll, ok, type Result, type UserError } from '@atelier/platform/errors/result.ts'
import type { z } from 'zod'
import { passwordTextFault, passwordWeakness } from './passwords.ts'
import { type ProfileChange, profileChange, registration } from './profile.ts'

/** What somebody asks for at registration. */
export interface RegistrationInput {
  username: string
  password: string
  email?: string | null
  displayName?: string | null
}

/** Every fault of a registration at once, but for a name that is taken. */
export function checkRegistration(input: RegistrationInput): Result<z.infer<typeof registration>> {
  const fields = checkInput(registration, input)
  const weak = checkPassword(input.password, input.username, 'password')
  if (fields.ok && weak.length === 0) return ok(fields.value)
  return failAll([...(fields.ok ? [] : fields.userErrors), ...weak])
}

export const checkProfileChange = (input: unknown): Result<ProfileChange> => checkInput(profileChange, input)

/** @param field the input field that the password was given in. */
export function checkPassword(password: string, username: string, field: string): UserError[] {
  const path = ['input', field]
  const unusable = checkPasswordText(password, path)
  if (unusable.length > 0) return unusable
  const message = passwordWeakness(password, username)
  return message === undefined ? [] : [{ code: 'WEAK_PASSWORD', field: path, message }]
}

/** Of a password that is to be compared with the one of an account. @param field the path of the argument that it is. */
export function checkPasswordText(password: string, field: string[]): UserError[] {
  const message = passwordTextFault(password)
  return message === undefined ? [] : [{ code: 'INVALID_INPUT', field, message }]
}

/** The fields that a change makes different, and no others. */
export function differingFields<Fields extends object>(current: Fields, change: Partial<Fields>): Partial<Fields> {
  const differs = ([name, value]: [string, unknown]) => value !== undefined && value !== current[name as keyof Fields]
  return Object.fromEntries(Object.entries(change).filter(differs)) as Partial<Fields>
}
