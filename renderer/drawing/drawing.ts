import type { Lab } from './color.ts'
import type { Light } from './light.ts'

/** The picture's own units: the short side is 1000, the long side as the aspect ratio has it. */
export interface Frame {
  width: number
  height: number
}

/** An SVG transform: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** The fill of a shape: one colour, or a gradient. */
export interface Fill {
  color: Lab
  /** Where the gradient ends; an opacity of 0..1 may differ there. */
  to?: Lab
  opacity?: number
  toOpacity?: number
  /** The gradient's line x1, y1, x2, y2 (0..1 of the shape's box), or `radial` from the middle. */
  along?: readonly [number, number, number, number] | 'radial'
  /** Takes `along` in the shape's own units. */
  userSpace?: boolean
}

/** One closed area or one line of a drawing. */
export interface Shape {
  d: string
  fill?: Fill
  /** A drawn line: width in the shape's own units. */
  stroke?: { color: Lab; width: number; opacity?: number }
  matrix?: Matrix
  /** Light for its own sake (glow, haze, shadow): styles made of lines or sheets leave it out. */
  effect?: boolean
  /** Shines by itself: lit windows, lamps, the sun. */
  glows?: boolean
}

/**
 * The role of a layer, for styles that treat land, light and subjects differently; `cloud` layers are for styles that
 * draw their sky, as the others paint clouds.
 */
export type LayerRole = 'light' | 'cloud' | 'land' | 'subject' | 'foreground' | 'weather'

export interface Layer {
  role: LayerRole
  /** 0 at the horizon, 1 at the viewer. */
  depth: number
  shapes: Shape[]
}

/** A surface that mirrors what is above it, from `top` down to the bottom of the picture. */
export interface Water {
  top: number
  color: Lab
  deep: Lab
  /** 0 for a mirror, 1 for a storm. */
  roughness: number
  /** How much of the mirrored picture shows (0..1). */
  mirror: number
}

export type Weather = 'clear' | 'clouds' | 'rain' | 'snow' | 'fog' | 'storm'

/** A picture before any style: pure data, in painting order. */
export interface Drawing {
  frame: Frame
  light: Light
  /** The kind of raster sky. */
  sky: 'open' | 'space' | 'underwater' | 'backdrop'
  /** Where the sky meets the ground, as y. */
  horizon: number
  back: Layer[]
  water?: Water
  front: Layer[]
  weather: Weather
  /** Whether rain and snow can fall in it. */
  outdoors: boolean
  /** The focal point. */
  focus: { x: number; y: number; radius: number }
  title?: string
  seed: number
}
