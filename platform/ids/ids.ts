import { v7, validate } from 'uuid'

/** A new UUIDv7; ids sort by creation time. */
export const newId = (): string => v7()

/** Whether a text is an id; others are rejected without a query. */
export const isId = (text: string): boolean => validate(text)
