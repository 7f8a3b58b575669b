/** How a text is compared and sorted: composed, without regard to case. At most three times as long. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase()

/** How many characters (code points) a text has, as databases count them too. */
export const lengthOf = (text: string): number => [...text].length

/** Whether a text holds only whole characters, none of which controls a terminal; newlines and tabs are fine. */
export const isReadable = (text: string): boolean => text.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(text)
