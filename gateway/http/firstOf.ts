/** The first value of a header that may be repeated. */
export const firstOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
