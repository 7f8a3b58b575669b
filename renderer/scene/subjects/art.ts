import type { Lab } from '../../drawing/color.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Habitat } from '../../prompt/habitat.ts'

/** The art of a kind of subject. */
export interface SubjectArt {
  /** The habitats that it fits, preferred first. */
  habitats: readonly Habitat[]
  /** Its size relative to other subjects at the same anchor; an adult person is 1. */
  scale: number
  /** Its horizontal extent to either side, in its own units. */
  half: number
  /**
   * Draws it facing right in its own units: 100 tall with its feet at (0, 0) and y down; floating or flying subjects
   * are centred there.
   */
  draw(pen: Pen, wish: { color?: Lab; snowy: boolean; habitat: Habitat | 'any' }): void
}
