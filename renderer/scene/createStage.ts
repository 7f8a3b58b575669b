import type { Frame, Weather } from '../drawing/drawing.ts'
import type { Light } from '../drawing/light.ts'
import { ellipse } from '../drawing/path.ts'
import type { Random } from '../drawing/random.ts'
import type { Habitat } from '../prompt/habitat.ts'
import type { Reading } from '../prompt/reading.ts'
import { mirrorBelow } from './mirror.ts'
import { type Anchor, type Layers, type Stage, startLayer, TITLE_ROOM } from './settings/stage.ts'
import type { CastSubject } from './subjects/subjects.ts'

/** Maximum width of a subject, in frame units, so that its surroundings remain visible. */
const MAX_SUBJECT_WIDTH = 640

/** Options of a stage. */
export interface StageSetup {
  frame: Frame
  light: Light
  random: Random
  reading: Reading
  weather: Weather
  snowy: boolean
  focusX: number
  /** The target layers. */
  layers: Layers
  /** The subjects to place. */
  cast: readonly CastSubject[]
}

/** Creates a stage that draws into `layers` and places each subject of the cast once. */
export function createStage({ layers, cast, ...setup }: StageSetup): Stage {
  const { frame, light, random, snowy } = setup
  const unplaced = new Set(cast)
  const occupied: { x: number; reach: number }[] = []
  const fits = (subject: CastSubject, habitat: Habitat | 'any') =>
    habitat === 'any' || subject.art.habitats.includes(habitat)
  const layer: Stage['layer'] = (role, depth, where = 'back') => startLayer(layers, light, random, role, depth, where)
  return {
    ...setup,
    layer,
    drawsItself: kind => {
      for (const subject of unplaced) if (subject.wish.kind === kind) unplaced.delete(subject)
    },
    wants: habitat => [...unplaced].some(subject => fits(subject, habitat)),
    place(habitat, anchor, where = 'back') {
      const here = [...unplaced].filter(subject => fits(subject, habitat))
      for (const subject of here) {
        unplaced.delete(subject)
        placeSubject(subject, habitat, anchor, where)
      }
    },
  }

  /** The free column nearest to `x`, inwards. */
  function freeColumn(x: number, reach: number, inward: number): number {
    const blocking = occupied.find(other => Math.abs(other.x - x) < (other.reach + reach) * 0.8)
    return blocking ? blocking.x + inward * (blocking.reach + reach) * 1.1 : x
  }

  /** Draws all copies of one subject, the first at the anchor or at the free place next to it. */
  function placeSubject(
    { wish, art }: CastSubject,
    habitat: Habitat | 'any',
    anchor: Anchor,
    where: 'back' | 'front',
  ): void {
    const size = (anchor.size * art.scale) / 100
    const headroom = setup.reading.title ? Math.min(TITLE_ROOM, anchor.y * 0.45) : anchor.y * 0.08
    const widest = Math.min(frame.width * 0.86, MAX_SUBJECT_WIDTH)
    const scale = Math.min(
      size,
      widest / (art.half * 2),
      (anchor.y - headroom) / (habitat === 'ground' || habitat === 'structure' ? 112 : 60),
    )
    const inward = anchor.x > frame.width / 2 ? -1 : 1
    const reach = art.half * scale
    const free = freeColumn(anchor.x, reach, inward)
    occupied.push({ x: free, reach })
    const floating = habitat === 'air' || habitat === 'deep' || habitat === 'space'
    const spots = Array.from({ length: wish.count }, (_, i) => {
      const main = i === 0
      const step = art.half * 1.75 * scale * 0.8
      const spread = i === 0 ? 0 : Math.ceil(i / 2) * step * (i % 2 ? inward : -inward) * random.between(0.85, 1.2)
      const lift = main
        ? 0
        : floating
          ? (i % 2 ? -1 : 1) * random.between(0.7, 1.3) * scale * 62
          : random.between(-0.16, 0.02) * scale * 60
      return {
        x: free + spread,
        y: floating ? Math.max(70 * scale, anchor.y + lift) : anchor.y + lift,
        scale: main ? scale : scale * random.between(0.6, 0.84),
      }
    }).sort((a, b) => a.scale - b.scale)
    for (const spot of spots) {
      const x = Math.min(frame.width - art.half * spot.scale * 0.5, Math.max(art.half * spot.scale * 0.5, spot.x))
      drawOne(art, wish, habitat, { ...anchor, x, y: spot.y }, spot.scale, where)
    }
  }

  function drawOne(
    art: CastSubject['art'],
    wish: CastSubject['wish'],
    habitat: Habitat | 'any',
    anchor: Anchor,
    scale: number,
    where: 'back' | 'front',
  ): void {
    const flip = anchor.x > frame.width / 2
    const floats = habitat === 'water' || art.habitats[0] === 'water'
    if (
      !floats &&
      (habitat === 'ground' || habitat === 'structure' || habitat === 'table' || art.habitats[0] === 'ground')
    ) {
      const shadow = layer('light', anchor.depth, where)
      const reach = art.half * scale
      const soft = { color: light.shade, to: light.shade, opacity: 0.62, toOpacity: 0, along: 'radial' as const }
      shadow.paint(ellipse(anchor.x - light.side * reach * 0.16, anchor.y, reach, Math.max(5, reach * 0.15)), soft, {
        effect: true,
      })
    }
    const pen = layer('subject', anchor.depth, where).at(anchor.x, anchor.y, scale, flip)
    art.draw(pen, { color: wish.color, snowy, habitat })
    if (floats && where === 'front') mirrorBelow(pen.layer, layers.front, anchor.y + 2 * scale, light)
  }
}
