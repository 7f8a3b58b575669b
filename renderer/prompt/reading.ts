import type { Lab } from '../drawing/color.ts'
import type { Weather } from '../drawing/drawing.ts'
import type { TimeOfDay } from '../drawing/light.ts'

/** The kinds of place that a picture can show. */
export type SettingName =
  | 'sea'
  | 'lake'
  | 'mountains'
  | 'forest'
  | 'city'
  | 'desert'
  | 'field'
  | 'sky'
  | 'space'
  | 'underwater'
  | 'abstract'
  | 'portrait'
  | 'still'

export type Mood = 'calm' | 'dark' | 'happy' | 'melancholic' | 'dramatic' | 'dreamy' | 'vivid'

export type Season = 'spring' | 'summer' | 'autumn' | 'winter'

/** Things that a place may have beside its subjects. */
export type Feature =
  | 'moon'
  | 'sun'
  | 'stars'
  | 'rainbow'
  | 'water'
  | 'trees'
  | 'mountains'
  | 'island'
  | 'flowers'
  | 'neon'
  | 'aurora'
  | 'volcano'
  | 'birds'
  | 'road'

/** A thing that the picture is of. */
export interface SubjectWish {
  /** The name of a drawn subject (`lighthouse`), or `icon:` and the name of a piece of icon art (`icon:zebra`). */
  kind: string
  /** How many of it, 1 to 7. */
  count: number
  /** The colour it was asked in. */
  color?: Lab
}

/** What a prompt asks for, as far as this model understands it. */
export interface Reading {
  setting?: SettingName
  time?: TimeOfDay
  weather?: Weather
  season?: Season
  mood?: Mood
  features: ReadonlySet<Feature>
  /** At most three, the one named first first. */
  subjects: readonly SubjectWish[]
  /** Colours for the whole picture, at most three. */
  colors: readonly Lab[]
  /** A person in it is a man. */
  masculine: boolean
  /** The quoted text. */
  title?: string
  /** A number for the words as a whole: the same words in other case or spacing give the same number. */
  hash: number
}
