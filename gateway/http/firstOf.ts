/** The value of a header that may have come more than once. */
export const firstOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
