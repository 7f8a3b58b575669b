/** How a text is compared and sorted: composed, without regard to case. At most three times as long. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase()
