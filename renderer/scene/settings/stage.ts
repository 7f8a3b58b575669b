import type { Drawing, Frame, Layer, LayerRole, Water, Weather } from '../../drawing/drawing.ts'
import type { Light } from '../../drawing/light.ts'
import { createLayer, Pen } from '../../drawing/pen.ts'
import type { Random } from '../../drawing/random.ts'
import type { Habitat } from '../../prompt/habitat.ts'
import type { Reading } from '../../prompt/reading.ts'

/** Where a subject can stand, and how large it is there: `size` is what 100 of its own units measure in the frame. */
export interface Anchor {
  x: number
  /** Where its feet, keel or (in the air) middle are. */
  y: number
  size: number
  depth: number
}

/** The height at the top of the frame that is kept free for a title. */
export const TITLE_ROOM = 280

/** What a setting is given to compose with. */
export interface Stage {
  frame: Frame
  light: Light
  random: Random
  reading: Reading
  weather: Weather
  /** The ground is white. */
  snowy: boolean
  /** The golden-section column that the focal subject takes. */
  focusX: number
  /** Starts a layer behind the water (mirrored in it) or in front of it, in painting order. */
  layer(role: LayerRole, depth: number, where?: 'back' | 'front'): Pen
  /**
   * Draws the wished subjects that are at home in this habitat (`any`: all that are left), the first at the anchor and
   * the others beside it.
   */
  place(habitat: Habitat | 'any', anchor: Anchor, where?: 'back' | 'front'): void
  /** Says that the setting itself draws the wished subjects of this kind. */
  drawsItself(kind: string): void
  /** Whether a subject of this habitat is still to be placed. */
  wants(habitat: Habitat | 'any'): boolean
}

/** What a setting hands back beside its layers. */
export interface Composed {
  sky: Drawing['sky']
  horizon: number
  water?: Water
}

export type Setting = (stage: Stage) => Composed

/** The layers of a stage, in painting order. */
export interface Layers {
  back: Layer[]
  front: Layer[]
}

/** Adds a layer and gives the pen that draws in it. */
export function startLayer(
  layers: Layers,
  light: Light,
  random: Random,
  role: LayerRole,
  depth: number,
  where: 'back' | 'front',
): Pen {
  const layer = createLayer(role, depth)
  layers[where].push(layer)
  return new Pen(layer, light, random)
}
