import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { failAll, ok, type Result, type UserError } from '@atelier/platform/errors/result.ts'
import type { z } from 'zod'
import { passwordTextFault, passwordWeakness } from './passwords.ts'
import { type ProfileChange, profileChange, registration } from './profile.ts'

/** The input of a registration. */
export interface RegistrationInput {
  username: string
  password: string
  email?: string | null
  displayName?: string | null
}

/** Reports every fault of a registration at once, except a taken name. */
export function checkRegistration(input: RegistrationInput): Result<z.infer<typeof registration>> {
  const fields = checkInput(registration, input)
  const weak = checkPassword(input.password, input.username, 'password')
  if (fields.ok && weak.length === 0) return ok(fields.value)
  return failAll([...(fields.ok ? [] : fields.userErrors), ...weak])
}

export const checkProfileChange = (input: unknown): Result<ProfileChange> => checkInput(profileChange, input)

/** @param field the input field of the password. */
export function checkPassword(password: string, username: string, field: string): UserError[] {
  const path = ['input', field]
  const unusable = checkPasswordText(password, path)
  if (unusable.length > 0) return unusable
  const message = passwordWeakness(password, username)
  return message === undefined ? [] : [{ code: 'WEAK_PASSWORD', field: path, message }]
}

/** Validates a password that is compared with a stored one. @param field its argument path. */
export function checkPasswordText(password: string, field: string[]): UserError[] {
  const message = passwordTextFault(password)
  return message === undefined ? [] : [{ code: 'INVALID_INPUT', field, message }]
}

/** The fields of a change that differ from the current ones. */
export function differingFields<Fields extends object>(current: Fields, change: Partial<Fields>): Partial<Fields> {
  const differs = ([name, value]: [string, unknown]) => value !== undefined && value !== current[name as keyof Fields]
  return Object.fromEntries(Object.entries(change).filter(differs)) as Partial<Fields>
}
