import unhomoglyph from 'unhomoglyph'

/** Invisible characters, marks, spaces and the signs that part words: what a glance passes over. */
const OVERLOOKED = /[\p{M}\p{Default_Ignorable_Code_Point}\p{White_Space}._-]/gu

/**
 * The skeleton of a name: names that can be taken for one another have the same one, whatever their case, script, marks
 * or punctuation. It is for comparing alone and reads as nonsense.
 *
 * As https://www.unicode.org/reports/tr39/#Confusable_Detection has it, and besides `i`, `l` and `1` are the same, as
 * their other case makes them.
 */
export function skeleton(name: string): string {
  const bare = name.normalize('NFKD').toLowerCase().normalize('NFKD').replace(OVERLOOKED, '')
  return unhomoglyph(bare).normalize('NFKD').toLowerCase().replace(OVERLOOKED, '').replaceAll('i', 'l')
}

const CONFUSABLE_SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]

/** Whether one word has letters of two scripts whose letters look alike: Latin, Cyrillic and Greek. */
export const mixesScripts = (text: string): boolean =>
  text.split(/[^\p{L}\p{M}]+/u).some(word => CONFUSABLE_SCRIPTS.filter(script => script.test(word)).length > 1)
