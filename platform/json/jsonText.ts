/**
 * The JSON of a value that other processes, or later callers, are to read.
 * @param of what the value belongs to, for the message.
 * @throws TypeError for what JSON has no text for, such as `undefined`.
 */
export function jsonText(value: unknown, of: string): string {
  const json: string | undefined = JSON.stringify(value)
  if (json === undefined) throw new TypeError(`There is no JSON for ${of}.`)
  return json
}
