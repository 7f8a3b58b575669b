import type { Lab } from '../drawing/color.ts'
import type { Weather } from '../drawing/drawing.ts'
import type { TimeOfDay } from '../drawing/light.ts'

/** Settings of a picture. */
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

/** Features of a setting besides its subjects. */
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

/** A subject of the picture. */
export interface SubjectWish {
  /** The name of a drawn subject (`lighthouse`), or `icon:` and the name of a piece of icon art (`icon:zebra`). */
  kind: string
  /** Count, 1 to 7. */
  count: number
  /** The requested colour. */
  color?: Lab
}

/** The parsed prompt. */
export interface Reading {
  setting?: SettingName
  time?: TimeOfDay
  weather?: Weather
  season?: Season
  mood?: Mood
  features: ReadonlySet<Feature>
  /** At most three, in order of mention. */
  subjects: readonly SubjectWish[]
  /** Colours for the whole picture, at most three. */
  colors: readonly Lab[]
  /** Whether a person in it is a man. */
  masculine: boolean
  /** The quoted text. */
  title?: string
  /** A hash of the words, regardless of case and spacing. */
  hash: number
}
