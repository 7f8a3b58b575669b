import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, polygon, rect } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Stage } from './stage.ts'

/** The colours of lit windows. */
export const LIT = [lch(0.88, 0.13, 82), lch(0.84, 0.12, 70), lch(0.93, 0.07, 95)]

/** One row of towers across the frame, highest away from the focal column; `rank` is 0 for the farthest of three. */
export function skyline(
  stage: Stage,
  pen: Pen,
  base: number,
  tall: number,
  block: number,
  rank: number,
  neon: boolean,
): void {
  const { frame, random, light } = stage
  const centre = frame.width * (0.5 + 0.16 * (stage.focusX > frame.width / 2 ? -1 : 1))
  const step = Math.max(block, frame.width / 90)
  const hue = random.pick([255, 240, 280, 35])
  for (let x = -20; x < frame.width + 20; ) {
    const w = step * random.between(0.75, 1.7)
    const rise = Math.exp(-(((x - centre) / 460) ** 2))
    const h = tall * (0.3 + 0.62 * rise * random.between(0.55, 1.1) + random.between(0, 0.2))
    const own =
      light.time === 'day'
        ? lch(random.between(0.5, 0.76), 0.035, random.chance(0.3) ? 45 : hue)
        : lch(random.between(0.4, 0.56), 0.035, hue)
    tower(stage, pen, x, base, w, h, own, rank, neon)
    x += w * random.between(0.82, 1.12)
  }
}

function tower(
  stage: Stage,
  pen: Pen,
  x: number,
  base: number,
  w: number,
  h: number,
  own: Lab,
  rank: number,
  neon: boolean,
): void {
  const { random, light } = stage
  const top = base - h
  const shape = random.whole(0, 5)
  let d = rect(x, top, w, h)
  if (shape === 0)
    d = polygon([
      [x, base],
      [x, top + w * 0.3],
      [x + w, top],
      [x + w, base],
    ])
  if (shape === 1)
    d += rect(x + w * 0.18, top - h * 0.07, w * 0.64, h * 0.08) + rect(x + w * 0.34, top - h * 0.13, w * 0.32, h * 0.07)
  if (shape === 2)
    d += polygon([
      [x + w * 0.2, top],
      [x + w * 0.5, top - w * 0.9],
      [x + w * 0.8, top],
    ])
  pen.fill(d, own, { shade: 0.9 })
  if (shape === 1 || shape === 3) pen.line(`M${x + w / 2} ${top}V${top - h * 0.22}`, lighter(own, -0.05), 2.2)
  windows(stage, pen, x, top, w, h, own, rank, neon)
  if (light.lamps && shape === 3) pen.fill(ellipse(x + w / 2, top - h * 0.22, 3), lch(0.62, 0.22, 25), { glows: true })
}

/** Lit and dark windows in rows. */
function windows(
  stage: Stage,
  pen: Pen,
  x: number,
  top: number,
  w: number,
  h: number,
  own: Lab,
  rank: number,
  neon: boolean,
): void {
  const { random, light } = stage
  const cell = [9, 13, 17][rank]!
  const columns = Math.max(2, Math.floor((w - 6) / cell))
  const pitch = (w - 6) / columns
  const rows = Math.min(40, Math.floor((h - 14) / (cell * 1.25)))
  let lit = ''
  let dark = ''
  const strips = random.chance(0.25)
  for (let r = 0; r < rows; r++) {
    const y = top + 9 + r * cell * 1.25
    for (let c = 0; c < columns; c++) {
      const pane = rect(x + 4 + c * pitch, y, pitch * (strips ? 1.0 : 0.58), cell * 0.62)
      if (light.lamps && random.chance(0.36)) lit += pane
      else dark += pane
    }
  }
  pen.fill(dark, light.time === 'day' ? mix(lighter(own, -0.12), light.skyMiddle, 0.35) : lighter(own, -0.06))
  if (!lit) return
  const color = neon && random.chance(0.55) ? random.pick(neons(stage)) : random.pick(LIT)
  pen.paint(lit, { color: mix(color, light.haze, (1 - pen.layer.depth) * 0.4) }, { glows: true })
}

/** The colours of signs: those that were asked for, else magenta, cyan and amber. */
export function neons(stage: Stage): Lab[] {
  const wished = stage.light.wished.map(c => [Math.max(0.68, c[0]), c[1] * 1.3, c[2] * 1.3] as const)
  return wished.length > 0
    ? wished
    : [lch(0.68, 0.26, 345), lch(0.82, 0.14, 200), lch(0.82, 0.15, 80), lch(0.66, 0.22, 305)]
}
