import type { Lab } from '../../drawing/color.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Habitat } from '../../prompt/habitat.ts'

/** How one kind of subject is drawn. */
export interface SubjectArt {
  /** The habitats it fits, the one it likes best first. */
  habitats: readonly Habitat[]
  /** How large it is against other subjects at the same anchor; a grown person is 1. */
  scale: number
  /** How many of its own units it spreads to either side of its middle. */
  half: number
  /**
   * Draws it facing right in its own units: 100 tall with its feet at (0, 0) and y down; what floats or flies has its
   * middle there.
   */
  draw(pen: Pen, wish: { color?: Lab; snowy: boolean; habitat: Habitat | 'any' }): void
}
