/**
 * The JSON of a value for other processes or later callers.
 * @param of the owner of the value, for the error message.
 * @throws TypeError for a value without JSON, such as `undefined`.
 */
export function jsonText(value: unknown, of: string): string {
  const json: string | undefined = JSON.stringify(value)
  if (json === undefined) throw new TypeError(`There is no JSON for ${of}.`)
  return json
}
