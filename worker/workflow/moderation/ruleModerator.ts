import type { Moderator, Verdict } from './moderator.ts'

const EXPLICIT = 'The prompt asks for sexually explicit content.'
const MINORS = 'The prompt sexualises minors.'
const CRUELTY = 'The prompt asks for graphic cruelty.'
const HATE = 'The prompt asks for hateful propaganda.'

/** Unambiguous words and phrases; matched as whole words, so that harmless words that contain them pass. */
const REFUSED: readonly [reason: string, phrases: readonly string[]][] = [
  [EXPLICIT, ['porn', 'porno', 'pornography', 'pornographic', 'hentai', 'nsfw', 'sexually explicit', 'sex scene']],
  [EXPLICIT, ['sexual intercourse', 'having sex', 'explicit sex', 'sex act', 'sex acts', 'rape', 'raping', 'gangbang']],
  [MINORS, ['child porn', 'lolicon', 'shotacon', 'csam', 'pedophilia', 'paedophilia']],
  [
    CRUELTY,
    ['snuff film', 'torture porn', 'beheading video', 'dismembered body', 'dismembered bodies', 'mutilated body'],
  ],
  [CRUELTY, ['mutilated bodies', 'mutilated corpse', 'mutilated corpses', 'animal torture', 'torturing an animal']],
  [HATE, ['heil hitler', 'sieg heil', 'nazi propaganda', 'white power', 'white supremacy', 'ethnic cleansing poster']],
]

const MINOR_WORDS = [
  ...['child', 'children', 'kid', 'kids', 'minor', 'minors', 'toddler', 'toddlers', 'underage', 'preteen', 'teen'],
  ...['teens', 'teenage', 'teenager', 'teenagers', 'schoolgirl', 'schoolgirls', 'schoolboy', 'schoolboys', 'loli'],
  ...[
    'little girl',
    'little girls',
    'little boy',
    'little boys',
    'young girl',
    'young girls',
    'young boy',
    'young boys',
  ],
]
const SEXUAL_WORDS = [
  ...['nude', 'naked', 'undressed', 'topless', 'sexy', 'sexual', 'sexualized', 'sexualised', 'erotic', 'seductive'],
  ...['lingerie', 'fetish', 'aroused', 'sensual'],
]
/** Words that may stand between the two for them to refer to the same person. */
const NEAR = 3

interface Rule {
  reason: string
  pattern: RegExp
}

const RULES: readonly Rule[] = [
  ...bothWays(MINOR_WORDS, SEXUAL_WORDS).map(pattern => ({ reason: MINORS, pattern })),
  ...REFUSED.map(([reason, phrases]) => ({ reason, pattern: wholeWords(phrases) })),
]

/** Rejects a short list of unmistakable content, and nothing that merely resembles it. */
export function createRuleModerator(): Moderator {
  return {
    async judge(prompt): Promise<Verdict> {
      const text = plain(prompt)
      const broken = RULES.find(rule => rule.pattern.test(text))
      return broken ? { allowed: false, reason: broken.reason } : { allowed: true }
    },
  }
}

/** Normalizes words: lower case, without accents, confusable forms, invisible characters or punctuation. */
function plain(prompt: string): string {
  return prompt
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function wholeWords(phrases: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'u')
}

/** Words of one list near words of the other, in either order. */
function bothWays(some: readonly string[], others: readonly string[]): RegExp[] {
  const between = ` (?:[\\p{L}\\p{N}]+ ){0,${NEAR}}`
  const near = (first: readonly string[], second: readonly string[]) =>
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${first.join('|')})${between}(?:${second.join('|')})(?![\\p{L}\\p{N}])`, 'u')
  return [near(some, others), near(others, some)]
}
