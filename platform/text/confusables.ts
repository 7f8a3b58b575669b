import unhomoglyph from 'unhomoglyph'

/** Ignored characters: invisible ones, marks, spaces and separators. */
const OVERLOOKED = /[\p{M}\p{Default_Ignorable_Code_Point}\p{White_Space}._-]/gu

/**
 * The skeleton of a name: confusable names share one, whatever their case, script, marks or punctuation. For comparison
 * only.
 *
 * As in https://www.unicode.org/reports/tr39/#Confusable_Detection, and `i`, `l` and `1` are equal besides, as their
 * other cases are confusable.
 */
export function skeleton(name: string): string {
  const bare = plainLetters(name.normalize('NFKD')).toLowerCase().normalize('NFKD').replace(OVERLOOKED, '')
  return unhomoglyph(bare).normalize('NFKD').toLowerCase().replace(OVERLOOKED, '').replaceAll('i', 'l')
}

/** Letter-like signs that imitate letters in names. */
const LETTERLIKE_SIGNS: ReadonlyMap<string, string> = new Map([
  ['!', 'i'],
  ['¡', 'i'],
  ['|', 'l'],
  ['@', 'a'],
  ['$', 's'],
  ['§', 's'],
  ['¢', 'c'],
  ['€', 'e'],
  ['£', 'l'],
  ['+', 't'],
])

const SIGNS = /[\p{P}\p{S}]/gu
const SIGNS_AROUND = /^[\p{P}\p{S}\p{White_Space}]+|[\p{P}\p{S}\p{White_Space}]+$/gu

/** The skeletons of a name with signs, which are read as ornaments or as letters. At most four, none empty. */
export function skeletonsWithoutSigns(name: string): string[] {
  const plain = name.normalize('NFKD')
  const read = (text: string) =>
    skeleton(text.replace(SIGNS, sign => LETTERLIKE_SIGNS.get(sign) ?? sign)).replace(SIGNS, '')
  const all = [skeleton(name), skeleton(plain.replace(SIGNS, '')), read(plain), read(plain.replace(SIGNS_AROUND, ''))]
  return [...new Set(all)].filter(each => each !== '')
}

const SMALL_CAPITALS: ReadonlyMap<string, string> = new Map(
  Array.from('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', (letter, index) => [letter, 'abcdefghijklmnopqrstuvwyz'.charAt(index)]),
)

/** Code points of the white letters in circles, in squares and of flags, A to Z each. */
const WHITE_LETTERS = [0x1f150, 0x1f170, 0x1f1e6]

/** Maps signs and phonetic letters that Unicode does not count as compatible to plain letters. */
const plainLetters = (text: string) =>
  text.replace(/[ᴀ-ᴢʀʙɢʜɪʟɴʏꜰꜱꞯ\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu, letter => {
    const code = letter.codePointAt(0) as number
    const base = WHITE_LETTERS.find(first => code >= first && code < first + 26)
    return base === undefined ? (SMALL_CAPITALS.get(letter) ?? letter) : String.fromCharCode(97 + code - base)
  })

const CONFUSABLE_SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]

/** Whether a word mixes letters of confusable scripts: Latin, Cyrillic and Greek. */
export const mixesScripts = (text: string): boolean =>
  text.split(/[^\p{L}\p{M}]+/u).some(word => CONFUSABLE_SCRIPTS.filter(script => script.test(word)).length > 1)
