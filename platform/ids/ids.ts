import { v7, validate } from 'uuid'

/** A new identifier: a UUIDv7, so that identifiers sort by the time they were made. */
export const newId = (): string => v7()

/** Whether a text is an identifier at all; anything else can be refused without asking the database. */
export const isId = (text: string): boolean => validate(text)
