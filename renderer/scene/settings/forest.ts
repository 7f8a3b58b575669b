import { lch, lighter, mix } from '../../drawing/color.ts'
import { type Point, polygon } from '../../drawing/path.ts'
import { grass, heightAt, land, ridgeLine, rock } from '../landscape/terrain.ts'
import { BARK, broadleaf, PINE, pine, pineRow, SNOW } from '../landscape/trees.ts'
import { groundOf, leafOf, sprinkleFlowers } from './flora.ts'
import { heavens } from './heavens.ts'
import { mist } from './mountains.ts'
import type { Composed, Stage } from './stage.ts'

/** A clearing: veils of trees that fade into the light behind, trunks at both sides, a path to the subject. */
export function forest(stage: Stage): Composed {
  const { frame, random, focusX, snowy, weather, reading } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.6, 0.66)
  const tall = Math.min(horizon * 0.95, 640)
  const conifer = snowy || reading.season === 'winter' || (reading.season === undefined && random.chance(0.6))
  heavens(stage, horizon)
  glade(stage, horizon)
  for (const [i, depth] of [0.12, 0.27, 0.42].entries()) {
    const line = ridgeLine(frame, random, { y: horizon - 8 + i * 10, height: 12, peaks: 1.4, rough: 0.1 })
    const pen = stage.layer('land', depth)
    const color = snowy ? mix(PINE, SNOW, 0.18) : conifer ? PINE : mix(leafOf(stage), PINE, 0.45)
    pineRow(pen, line, color, tall * (0.4 + i * 0.13), 34 + i * 16, horizon + 30)
    mist(stage, horizon - 8, 80, weather === 'fog' ? 0.85 : 0.35)
  }
  const ground = groundOf(stage)
  const floor = ridgeLine(frame, random, { y: horizon + 16, height: 12, peaks: 1.1, rough: 0.1 })
  land(stage.layer('land', 0.66), floor, height + 5, snowy ? ground : mix(ground, BARK, 0.15))
  stands(stage, horizon, tall, conifer)
  if (!snowy) path(stage, floor)
  stage.place('structure', { x: focusX, y: horizon + 46, size: 130, depth: 0.8 })
  const feet = horizon + (height - horizon) * 0.44
  stage.place('air', { x: focusX, y: horizon - 160, size: 170, depth: 0.85 }, 'front')
  stage.place('ground', { x: focusX, y: feet, size: Math.min(270, (height - horizon) * 0.75), depth: 0.9 }, 'front')
  stage.place('any', { x: focusX, y: feet, size: 190, depth: 0.9 }, 'front')
  const near = stage.layer('foreground', 0.98, 'front')
  const edge = ridgeLine(frame, random, {
    y: height - Math.min(90, (height - horizon) * 0.24),
    height: 22,
    peaks: 0.9,
    rough: 0.2,
  })
  land(near, edge, height + 5, lighter(ground, snowy ? 0.02 : -0.06), 0.8)
  for (let i = 0; i < 4 * Math.max(1, width / 1000); i++) {
    const x = random.next() * width
    rock(near, x, heightAt(edge, x) + 22, random.between(30, 70), lch(0.42, 0.02, 250))
  }
  if (!snowy) {
    grass(
      near,
      edge.map(([x, y]) => [x, y + 26] as const),
      lighter(ground, -0.08),
      58,
      170,
    )
    if (reading.features.has('flowers') || reading.season === 'spring') sprinkleFlowers(near, stage, edge, 0.8)
  }
  sideTrunks(stage, conifer)
  return { sky: 'open', horizon: horizon + 30 }
}

/** Light that falls into the clearing from behind the trees. */
function glade(stage: Stage, horizon: number): void {
  const { light, focusX } = stage
  const pen = stage.layer('light', 0.1)
  const rx = 430
  pen.glow(
    `M${focusX - rx} ${horizon - 190}A${rx} 400 0 1 1 ${focusX + rx} ${horizon - 190}A${rx} 400 0 1 1 ${focusX - rx} ${horizon - 190}Z`,
    mix(light.sun, light.haze, 0.35),
    light.time === 'night' ? 0.22 : 0.65,
  )
}

/** Single trees in the middle distance that leave the focal column free. */
function stands(stage: Stage, horizon: number, tall: number, conifer: boolean): void {
  const { frame, random, focusX, snowy } = stage
  const spots: [x: number, t: number][] = []
  const count = Math.min(26, Math.round(8 * Math.max(1, frame.width / 1000)))
  for (let i = 0; i < count; i++) {
    const x = ((i + random.between(0.15, 0.85)) / count) * frame.width
    if (Math.abs(x - focusX) < 150) continue
    spots.push([x, random.next() * Math.min(1, 0.35 + Math.abs(x - focusX) / 420)])
  }
  spots.sort((a, b) => a[1] - b[1])
  for (const [x, t] of spots) {
    const pen = stage.layer('land', 0.5 + t * 0.32)
    const y = horizon + 18 + t * 62
    const size = tall * (0.55 + 0.4 * t)
    if (conifer) pine(pen, x, y, size, lighter(PINE, random.between(-0.03, 0.03)), snowy)
    else broadleaf(pen, x, y, size * 0.92, leafOf(stage), snowy && random.chance(0.5))
  }
}

/** A winding path from the viewer into the wood. */
function path(stage: Stage, floor: readonly Point[]): void {
  const { frame, focusX, snowy, random } = stage
  const { height } = frame
  const pen = stage.layer('land', 0.74)
  const top = heightAt(floor, focusX) + 3
  const start = frame.width - focusX + random.between(-90, 90)
  const left: Point[] = []
  const right: Point[] = []
  for (let i = 0; i <= 16; i++) {
    const t = i / 16
    const y = top + (height - top) * t
    const x = focusX + (start - focusX) * t ** 1.5 + Math.sin(t * 5.2) * 46 * (1 - t * 0.4)
    const w = 5 + 92 * t ** 1.6
    left.push([x - w, y])
    right.push([x + w, y])
  }
  pen.fill(polygon([...left, ...right.toReversed()]), snowy ? lch(0.84, 0.025, 255) : lch(0.64, 0.05, 75), {
    fall: 0.5,
  })
}

/** Dark trunks that frame the picture. */
function sideTrunks(stage: Stage, conifer: boolean): void {
  const { frame, random, focusX, snowy } = stage
  const { width, height } = frame
  const pen = stage.layer('foreground', 1, 'front')
  const spots = focusX > width / 2 ? [0.03, 0.12, 0.975] : [0.97, 0.88, 0.025]
  for (const [i, u] of spots.entries()) {
    const x = width * u
    const w = Math.min(width, 1300) * (i === 0 ? 0.045 : 0.028) * random.between(0.9, 1.2)
    const base = height - (i === 1 ? 46 : 6)
    const lean = random.between(-24, 24)
    pen.fill(
      `M${x - w * 1.5} ${base}C${x - w * 0.9} ${base - 90} ${x - w * 0.7 + lean * 0.5} ${height * 0.5} ${x - w * 0.55 + lean} -10H${x + w * 0.55 + lean}C${x + w * 0.7 + lean * 0.5} ${height * 0.5} ${x + w * 0.95} ${base - 80} ${x + w * 1.6} ${base}Z`,
      lighter(BARK, -0.07),
      { shade: 1.2 },
    )
    for (let k = 0; k < 9; k++) {
      const y = height * random.between(0.1, 0.9)
      pen.line(
        `M${x + random.between(-0.4, 0.4) * w} ${y}q${random.between(-5, 5)} 24 0 ${random.between(30, 70)}`,
        lighter(BARK, -0.15),
        2,
      )
    }
    for (let k = 0; k < 4; k++) {
      const y = height * (0.06 + 0.13 * k + random.between(0, 0.05))
      const side = u < 0.5 ? 1 : -1
      const reach = side * random.between(70, 180)
      const d = `M${x} ${y}Q${x + reach * 0.5} ${y - 6} ${x + reach} ${y + 34}`
      pen.line(d, lighter(BARK, -0.07), 7 - k)
      if (conifer) fringe(pen, x, y, reach, snowy)
    }
  }
}

/** Needles hanging from a near bough. */
function fringe(pen: ReturnType<Stage['layer']>, x: number, y: number, reach: number, snowy: boolean): void {
  const teeth: Point[] = []
  for (let k = 0; k <= 12; k++) {
    const t = k / 12
    const by = y + t * t * 34
    teeth.push([x + reach * t, by + (k % 2 ? 30 : 12) * (1 - 0.5 * t)])
  }
  pen.fill(
    polygon([[x, y - 7], [x + reach * 0.55, y - 2], [x + reach * 1.06, y + 36], ...teeth.toReversed()]),
    lighter(PINE, -0.1),
    { fall: 0.4 },
  )
  if (snowy)
    pen.fill(
      `M${x} ${y - 12}Q${x + reach * 0.5} ${y - 16} ${x + reach} ${y + 28}Q${x + reach * 0.5} ${y - 2} ${x} ${y - 2}Z`,
      SNOW,
    )
}
