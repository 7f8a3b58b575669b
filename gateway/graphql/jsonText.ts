/** Longer texts are searched by a regular expression, which costs more to start and less for each character. */
const SHORT = 42

/**
 * Characters that JSON may escape: controls, quotes, backslashes, and surrogates, as a lone one is written as an
 * escape.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are matched on purpose
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/

/**
 * A string as JSON. Most need no escaping, and checking that is faster than `JSON.stringify`; the mechanism is that of
 * fast-json-stringify.
 */
export function quote(text: string): string {
  return needsEscape(text) ? JSON.stringify(text) : `"${text}"`
}

function needsEscape(text: string): boolean {
  if (text.length > SHORT) return ESCAPED.test(text)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) return true
  }
  return false
}
