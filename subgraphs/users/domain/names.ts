const USERNAME = /^[a-z][a-z0-9._-]*$/i

/** In characters. */
export const SHORTEST_USERNAME = 3
export const LONGEST_USERNAME = 32

/** The text by which names are equal, found and in order: without regard to case or to how characters are encoded. */
export const nameKey = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

/** Whether a user name can be had: 3 to 32 of `a-z`, `0-9`, `.`, `_` and `-`, beginning with a letter. */
export const isUsername = (name: string): boolean =>
  name.length >= SHORTEST_USERNAME && name.length <= LONGEST_USERNAME && USERNAME.test(name)

/** The length of a text in characters as people and databases count them, not in UTF-16 units. */
export const characters = (text: string): number => [...text].length

/** Whether a name holds what no name has: line breaks and other control characters, or half a character. */
export const hasUnprintable = (name: string): boolean => /[\p{Cc}\p{Cs}]/u.test(name)
