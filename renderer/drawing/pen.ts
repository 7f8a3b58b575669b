import { type Lab, lighter, mix } from './color.ts'
import type { Fill, Layer, LayerRole, Matrix, Shape } from './drawing.ts'
import { type Light, lit } from './light.ts'
import type { Random } from './random.ts'

export interface FillOptions {
  opacity?: number
  /** How strongly one side is lit and the other in shade (0..1). */
  shade?: number
  /** The same from top (lit) to bottom. */
  fall?: number
  /** Uses the colour without light or haze. */
  raw?: boolean
  glows?: boolean
  /** The thing's own box x1, y1, x2, y2: the shading runs over all of it, not over this shape alone. */
  box?: readonly [number, number, number, number]
}

/** Draws shapes into one layer, each coloured by the light at the layer's depth. */
export class Pen {
  readonly layer: Layer
  readonly light: Light
  readonly random: Random
  readonly matrix: Matrix | undefined

  constructor(layer: Layer, light: Light, random: Random, matrix?: Matrix) {
    this.layer = layer
    this.light = light
    this.random = random
    this.matrix = matrix
  }

  /** A pen in a thing's own units, whose origin is at (x, y); `flip` mirrors it. */
  at(x: number, y: number, scale: number, flip = false, stretch = 1): Pen {
    return new Pen(this.layer, this.light, this.random, [flip ? -scale : scale, 0, 0, scale * stretch, x, y])
  }

  /** A pen for external art: translates by (dx, dy) in its units, then scales, then mirrors on request. */
  withOffset(dx: number, dy: number, scale: number, flip: boolean): Pen {
    const [a, b, c, d, e, f] = this.matrix ?? [1, 0, 0, 1, 0, 0]
    const sx = flip ? -scale : scale
    const [x, y] = [dx * sx, dy * scale]
    return new Pen(this.layer, this.light, this.random, [
      a * sx,
      b * sx,
      c * scale,
      d * scale,
      a * x + c * y + e,
      b * x + d * y + f,
    ])
  }

  /** A thing's own colour in this light. */
  tone(own: Lab): Lab {
    return lit(this.light, own, this.layer.depth)
  }

  fill(d: string, own: Lab, options: FillOptions = {}): void {
    const color = options.raw || options.glows ? own : this.tone(own)
    const fill: Fill = { color, opacity: options.opacity }
    const amount = options.shade ?? options.fall
    if (amount) {
      const contrast = amount * (0.35 + 0.65 * this.layer.depth)
      const warmth = this.light.time === 'dusk' || this.light.time === 'dawn' ? 0.42 : 0.28
      fill.color = lighter(mix(color, this.light.sun, contrast * warmth), contrast * 0.07)
      fill.to = lighter(mix(color, this.light.shade, contrast * 0.4), -contrast * 0.05)
      const flipped = this.matrix !== undefined && this.matrix[0] < 0
      const fromRight = (this.light.side === 1) !== flipped
      if (options.box) {
        const [x1, y1, x2, y2] = options.box
        const across = y2 - y1 > x2 - x1 ? 0.25 : 0.5
        fill.along = fromRight ? [x2, y1, x1, y1 + (y2 - y1) * across] : [x1, y1, x2, y1 + (y2 - y1) * across]
        fill.userSpace = true
      } else if (options.shade) fill.along = fromRight ? [1, 0, 0, 0.25] : [0, 0, 1, 0.25]
      else fill.along = [0, 0, 0, 1]
    }
    this.#put({ d, fill, glows: options.glows })
  }

  /** A fill with final colours. */
  paint(d: string, fill: Fill, extra: { effect?: boolean; glows?: boolean } = {}): void {
    this.#put({ d, fill, ...extra })
  }

  line(d: string, own: Lab, width: number, options: { raw?: boolean; opacity?: number; glows?: boolean } = {}): void {
    const color = options.raw || options.glows ? own : this.tone(own)
    this.#put({ d, stroke: { color, width, opacity: options.opacity }, glows: options.glows })
  }

  /** A soft round glow. */
  glow(d: string, color: Lab, opacity: number): void {
    this.#put({ d, fill: { color, to: color, opacity, toOpacity: 0, along: 'radial' }, effect: true })
  }

  #put(shape: Shape): void {
    this.layer.shapes.push(this.matrix ? { ...shape, matrix: this.matrix } : shape)
  }
}

export const createLayer = (role: LayerRole, depth: number): Layer => ({ role, depth, shapes: [] })
