import { lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, type Point, smooth } from '../../drawing/path.ts'
import { land, ridgeLine } from '../landscape/terrain.ts'
import type { Composed, Stage } from './stage.ts'

/** Under water: light from above, a reef below, fish between. */
export function underwater(stage: Stage): Composed {
  const { frame, light, random, focusX } = stage
  const { width, height } = frame
  for (const [depth, y] of [
    [0.25, 0.74],
    [0.45, 0.82],
  ] as const) {
    land(
      stage.layer('land', depth),
      ridgeLine(frame, random, { y: height * y, height: 60, peaks: 2, rough: 0.5 }),
      height + 5,
      lch(0.4, 0.05, 230),
    )
  }
  school(stage, width - focusX, height * 0.3)
  stage.place('deep', { x: width / 2 + (focusX - width / 2) * 0.45, y: height * 0.45, size: 250, depth: 0.88 })
  stage.place('any', { x: focusX, y: height * 0.62, size: 240, depth: 0.88 })
  const bed = ridgeLine(frame, random, { y: height - Math.min(110, height * 0.12), height: 26, peaks: 1, rough: 0.2 })
  const pen = stage.layer('foreground', 0.85)
  land(pen, bed, height + 5, lch(0.5, 0.05, 210))
  for (let i = 0; i < Math.min(40, 13 * Math.max(1, width / 1000)); i++)
    coral(stage, random.next() * width, height - random.between(0, 90))
  for (let i = 0; i < 16; i++) {
    const x = focusX + random.between(-260, 260)
    pen.paint(ellipse(x, height * random.between(0.1, 0.75), random.between(2, 9)), { color: light.sun, opacity: 0.28 })
  }
  return { sky: 'underwater', horizon: height }
}

function school(stage: Stage, cx: number, cy: number): void {
  const { random, light } = stage
  const pen = stage.layer('land', 0.5)
  let d = ''
  for (let i = 0; i < 24; i++) {
    const x = cx + random.between(-170, 170)
    const y = cy + random.between(-75, 75)
    const s = random.between(7, 14)
    d += `M${x + s} ${y}Q${x} ${y - s * 0.62} ${x - s * 0.8} ${y}L${x - s * 1.5} ${y - s * 0.45}V${y + s * 0.45}L${x - s * 0.8} ${y}Q${x} ${y + s * 0.62} ${x + s} ${y}Z`
  }
  pen.paint(d, { color: mix(light.skyTop, light.sun, 0.45) })
}

function coral(stage: Stage, x: number, y: number): void {
  const { random } = stage
  const pen = stage.layer('foreground', 0.92)
  const color = random.pick([
    lch(0.62, 0.17, 20),
    lch(0.72, 0.14, 60),
    lch(0.6, 0.15, 330),
    lch(0.55, 0.12, 160),
    lch(0.6, 0.12, 290),
  ])
  const kind = random.whole(0, 2)
  if (kind === 0) {
    for (let i = 0; i < 5; i++) {
      const h = random.between(130, 300)
      const phase = random.between(0, 6)
      const bx = x + i * 19 - 38
      const edge = (side: number): Point[] =>
        Array.from({ length: 9 }, (_, k) => {
          const t = k / 8
          const sway = Math.sin(phase + t * 4.2) * 15 * t + Math.sin(phase) * 26 * t * t
          return [bx + sway + side * 8 * (1 - t * 0.9), y + 30 - h * t] as const
        })
      pen.fill(smooth([...edge(-1), ...edge(1).toReversed()]), lch(random.between(0.42, 0.54), 0.1, 150), { fall: 0.6 })
    }
  } else if (kind === 1) {
    for (let i = 0; i < 7; i++) {
      const a = -Math.PI / 2 + (i - 3) * 0.3
      const h = random.between(60, 115)
      const [ex, ey] = [x + Math.cos(a) * h, y + Math.sin(a) * h]
      pen.line(`M${x} ${y + 20}Q${x + (ex - x) * 0.2} ${y + (ey - y) * 0.6} ${ex} ${ey}`, color, 9)
      pen.line(`M${x + (ex - x) * 0.6} ${y + (ey - y) * 0.68}L${ex + 17} ${ey + 16}`, color, 6)
    }
  } else {
    const r = random.between(30, 66)
    pen.fill(`M${x - r} ${y + 24}C${x - r * 1.1} ${y - r} ${x + r * 1.1} ${y - r} ${x + r} ${y + 24}Z`, color, {
      fall: 1,
    })
    for (let i = -2; i <= 2; i++)
      pen.line(
        `M${x + i * r * 0.32} ${y + 20}Q${x + i * r * 0.42} ${y - r * 0.3} ${x + i * r * 0.2} ${y - r * 0.62}`,
        lighter(color, -0.1),
        3,
      )
  }
}
