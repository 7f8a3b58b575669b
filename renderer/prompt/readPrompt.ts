import type { Lab } from '../drawing/color.ts'
import type { Weather } from '../drawing/drawing.ts'
import type { TimeOfDay } from '../drawing/light.ts'
import { hashText } from '../drawing/random.ts'
import { namedColor } from './colorNames.ts'
import { iconHabitat } from './iconNames.ts'
import type { Feature, Mood, Reading, Season, SettingName, SubjectWish } from './reading.ts'
import {
  FEATURES,
  GROUPS,
  ICON_SYNONYMS,
  IRREGULAR_PLURALS,
  MOODS,
  NUMBERS,
  SEASONS,
  SETTINGS,
  SUBJECTS,
  TIMES,
  WEATHERS,
} from './vocabulary.ts'

const QUOTED = /["“”„«]([^"“”„«»]{1,120})["“”»]/u
const MAX_WORDS = 400

/** Parses a prompt; unknown words only count in `hash`. */
export function readPrompt(prompt: string): Reading {
  const text = prompt.toWellFormed().normalize('NFC')
  const title = QUOTED.exec(text)?.[1]?.replace(/\s+/g, ' ').trim() || undefined
  const words = splitWords(title ? text.replace(QUOTED, ' ') : text)
  const reading: Draft = { features: new Set(), subjects: [], colors: [], moods: [] }
  const used = new Set<number>()
  for (let i = 0; i < words.length; i++) {
    if (used.has(i)) continue
    const pair = i + 1 < words.length ? `${words[i]}-${words[i + 1]}` : ''
    if (pair && (readPair(reading, pair) || readSubject(reading, pair, words, i, used))) {
      used.add(i + 1)
      continue
    }
    readWord(reading, words[i]!, words, i, used)
  }
  const { moods, subjects, colors, ...rest } = reading
  return {
    ...rest,
    mood: moods[0],
    subjects: subjects.slice(0, 3),
    colors: colors.slice(0, 3),
    masculine: words.some(word => MASCULINE.has(word)),
    title,
    hash: hashText(`${words.join(' ')}|${title ?? ''}`),
  }
}

const MASCULINE = new Set([
  'man',
  'men',
  'boy',
  'male',
  'king',
  'prince',
  'father',
  'grandfather',
  'gentleman',
  'he',
  'his',
])

interface Draft {
  setting?: SettingName
  time?: TimeOfDay
  weather?: Weather
  season?: Season
  moods: Mood[]
  features: Set<Feature>
  subjects: SubjectWish[]
  colors: Lab[]
}

/** Lower-case words without punctuation, at most `MAX_WORDS`. */
function splitWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.slice(0, MAX_WORDS)
}

/** The forms of a word in the vocabulary: itself, then its possible singulars. */
function formsOf(word: string): string[] {
  const forms = [word]
  const irregular = IRREGULAR_PLURALS.get(word)
  if (irregular) forms.push(irregular)
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) {
    forms.push(word.slice(0, -1))
    if (word.endsWith('es')) forms.push(word.slice(0, -2))
    if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`)
  }
  return forms
}

/** Matches pairs of words with a joint meaning ("golden hour", "northern lights"). */
function readPair(reading: Draft, pair: string): boolean {
  for (const form of formsOf(pair)) {
    const [setting, time, feature] = [SETTINGS.get(form), TIMES.get(form), FEATURES.get(form)]
    reading.setting ??= setting
    reading.time ??= time
    if (feature) reading.features.add(feature)
    if (setting ?? time ?? feature) return true
  }
  return false
}

function readWord(reading: Draft, word: string, words: string[], index: number, used: Set<number>): void {
  const color = namedColor(word)
  if (color && !colorsNextSubject(words, index) && !(subjectKind(word) && isThing(words, index)))
    reading.colors.push(color)
  for (const form of formsOf(word)) {
    reading.setting ??= SETTINGS.get(form)
    reading.time ??= TIMES.get(form)
    reading.weather ??= WEATHERS.get(form)
    reading.season ??= SEASONS.get(form)
    const mood = MOODS.get(form)
    if (mood) reading.moods.push(mood)
    const feature = FEATURES.get(form)
    if (feature) reading.features.add(feature)
    for (const more of MORE_FEATURES.get(form) ?? []) reading.features.add(more)
  }
  readSubject(reading, word, words, index, used)
}

/** Words with two meanings at once. */
const MORE_FEATURES = new Map<string, readonly Feature[]>([
  ['fjord', ['mountains', 'water']],
  ['harbour', ['water']],
  ['harbor', ['water']],
  ['galaxy', ['stars']],
])

function subjectKind(word: string): string | undefined {
  for (const form of formsOf(word)) {
    const drawn = SUBJECTS.get(form)
    if (drawn) return drawn
    const icon = ICON_SYNONYMS.get(form) ?? form
    if (iconHabitat(icon)) return `icon:${icon}`
  }
  return undefined
}

function readSubject(reading: Draft, word: string, words: string[], index: number, used: Set<number>): boolean {
  const kind = subjectKind(word)
  if (!kind || (namedColor(word) && !isThing(words, index))) return false
  if (reading.subjects.some(subject => subject.kind === kind)) return true
  const before = words.slice(Math.max(0, index - 3), index).reverse()
  const colorWord = before.slice(0, 2).find(w => namedColor(w))
  const counted = before.map(w => NUMBERS.get(w) ?? (/^[1-7]$/.test(w) ? Number(w) : undefined)).find(Boolean)
  reading.subjects.push({
    kind,
    count: counted ?? GROUPS.get(word) ?? (isPlural(word) ? 3 : 1),
    color: colorWord && !used.has(index - 1) ? namedColor(colorWord) : undefined,
  })
  return true
}

const isPlural = (word: string) => word.endsWith('s') && !word.endsWith('ss') && word !== 'cactus'

/** Whether a word that also names a colour means a thing: "an orange", but not "teal and orange". */
function isThing(words: string[], index: number): boolean {
  const before = words[index - 1] ?? ''
  const counted = before === 'a' || before === 'an' || before === 'the' || before in NUMBERS
  return counted && !colorsNextSubject(words, index)
}

/** Whether the colour word at `index` belongs to a subject that follows it ("red fox", "white wooden house"). */
function colorsNextSubject(words: string[], index: number): boolean {
  return words.slice(index + 1, index + 3).some((word, i) => {
    if (!subjectKind(word)) return false
    return i === 0 || !LINKS.has(words[index + 1]!)
  })
}

const LINKS = new Set(['and', 'with', 'in', 'on', 'of', 'the', 'a', 'over', 'under', 'by', 'near', 'at'])
