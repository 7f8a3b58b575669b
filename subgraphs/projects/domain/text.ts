/** Folds a text for comparison and sorting: NFC, lower case. At most three times as long. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase()
