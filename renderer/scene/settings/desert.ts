import { lch, lighter, mix } from '../../drawing/color.ts'
import { type Point, polygon, smooth, under } from '../../drawing/path.ts'
import { land, ridgeLine, rock } from '../landscape/terrain.ts'
import { heavens } from './heavens.ts'
import type { Composed, Stage } from './stage.ts'

const SAND = lch(0.76, 0.095, 68)

/** Dunes with sharp crests, mesas on the horizon, a subject on the ridge. */
export function desert(stage: Stage): Composed {
  const { frame, light, random, focusX } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.56, 0.62)
  heavens(stage, horizon)
  mesas(stage, horizon)
  const far = ridgeLine(frame, random, { y: horizon + 4, height: 26, peaks: 1.3, rough: 0.1 })
  land(stage.layer('land', 0.32), far, height + 5, SAND)
  const depth = height - horizon
  dune(stage, 0.5, horizon + depth * 0.14, width - focusX, 130, 0.02)
  const crestX = focusX + 20
  const crestY = horizon + depth * 0.24
  dune(stage, 0.72, crestY, crestX, 190, -0.01)
  stage.place('structure', { x: focusX, y: crestY + 10, size: 150, depth: 0.8 }, 'back')
  stage.place('air', { x: focusX, y: Math.max(horizon * 0.4, horizon - 300), size: 190, depth: 0.8 }, 'back')
  stage.place('ground', { x: focusX, y: crestY + 8, size: 200, depth: 0.86 }, 'back')
  stage.place('any', { x: focusX, y: crestY + 8, size: 170, depth: 0.86 }, 'back')
  dune(stage, 0.95, height - depth * 0.3, width - focusX + (focusX > width / 2 ? -90 : 90), 230, -0.04)
  cacti(stage, height - depth * 0.1)
  return { sky: 'open', horizon: horizon + 10 }

  /** One dune: a lit windward slope and a shaded slip face that meet in an S-shaped crest. */
  function dune(at: Stage, near: number, y: number, peakX: number, rise: number, tone: number): void {
    const pen = at.layer(near > 0.9 ? 'foreground' : 'land', near)
    const wide = Math.max(width * 0.75, 700)
    const line: Point[] = []
    for (let i = 0; i <= 40; i++) {
      const x = -30 + ((width + 60) * i) / 40
      const u = (x - peakX) / wide
      const bump = Math.exp(-((u * 2.2) ** 2)) * rise
      line.push([x, y + rise * 0.55 - bump * 0.72 + Math.sin(x / 210 + near * 9) * 12])
    }
    const own = lighter(SAND, tone)
    land(pen, line, height + 10, own, 0.8)
    const side = light.side === 1 ? -1 : 1
    const topY = line.reduce((best, p) => (p[1] < best[1] ? p : best))[1]
    const from = peakX
    const spine: Point[] = []
    for (let i = 0; i <= 8; i++) {
      const t = i / 8
      spine.push([from + side * (Math.sin(t * 3.4) * 60 - t * 40), topY + (height - topY) * t * 0.9])
    }
    const outer: Point[] = line.filter(p => (side > 0 ? p[0] > from : p[0] < from))
    const slope = side > 0 ? outer : outer.toReversed()
    const shade = mix(pen.tone(own), light.shade, 0.42)
    pen.paint(
      polygon([[from, topY + 1], ...slope, [side > 0 ? width + 30 : -30, height + 10], ...spine.toReversed()]),
      {
        color: lighter(shade, -0.02),
        to: mix(shade, pen.tone(own), 0.65),
        along: [0, 0, side > 0 ? 0.75 : -0.2, 1],
      },
    )
    for (let i = 0; i < 8; i++) {
      const t = 0.16 + i * 0.1
      const yy = topY + (height - topY) * t
      const x0 = from - side * (70 + i * 48)
      pen.line(
        smooth(
          [
            [x0 - side * 260, yy + 26],
            [x0 - side * 130, yy + 4],
            [x0, yy],
          ],
          false,
        ),
        lighter(own, -0.07),
        1.6 + near,
        { opacity: 0.4 },
      )
    }
  }
}

function mesas(stage: Stage, horizon: number): void {
  const { frame, random, focusX } = stage
  const pen = stage.layer('land', 0.22)
  const base = lch(0.52, 0.1, 40)
  const count = Math.min(14, Math.round(3 * Math.max(1, frame.width / 1000)))
  for (let i = 0; i < count; i++) {
    const x = i === 0 ? frame.width - focusX + 90 : frame.width * random.next()
    const w = random.between(60, 170)
    const h = random.between(40, 130)
    const d: Point[] = [
      [x - w, horizon + 14],
      [x - w * 0.7, horizon - h * 0.42],
      [x - w * 0.55, horizon - h * 0.5],
      [x - w * 0.5, horizon - h],
      [x - w * 0.1, horizon - h * 1.04],
      [x + w * 0.46, horizon - h * 0.97],
      [x + w * 0.5, horizon - h * 0.52],
      [x + w * 0.72, horizon - h * 0.4],
      [x + w, horizon + 14],
    ]
    pen.fill(under(d, horizon + 16), lighter(base, random.between(-0.04, 0.04)), { shade: 1.2 })
    for (const t of [0.28, 0.5, 0.74])
      pen.line(`M${x - w * 0.5} ${horizon - h * t}H${x + w * 0.5}`, lighter(base, -0.09), 3, { opacity: 0.5 })
  }
}

function cacti(stage: Stage, ground: number): void {
  const { frame, random, focusX } = stage
  const pen = stage.layer('foreground', 0.97)
  const green = lch(0.44, 0.08, 150)
  const side = focusX > frame.width / 2 ? 0.13 : 0.87
  for (const [dx, h] of [
    [0, 190],
    [0.085, 110],
  ] as const) {
    const x = frame.width * side + dx * Math.min(frame.width, 1200) * (side < 0.5 ? 1 : -1)
    const y = ground + random.between(-10, 24)
    const w = h * 0.14
    const arm = (s: number, at: number, up: number) =>
      `M${x} ${y - h * at}h${s * h * 0.2}q${s * h * 0.09} 0 ${s * h * 0.09} ${-h * 0.09}v${-h * up}`
    pen.line(`M${x} ${y}V${y - h + w / 2}`, green, w)
    pen.line(arm(-1, 0.38, 0.22), green, w * 0.7)
    pen.line(arm(1, 0.52, 0.16), green, w * 0.7)
    for (const o of [-0.28, 0, 0.28]) pen.line(`M${x + o * w} ${y - 4}V${y - h + w * 0.5}`, lighter(green, -0.08), 1.6)
  }
  for (let i = 0; i < 6; i++)
    rock(pen, frame.width * random.next(), ground + random.between(10, 60), random.between(20, 60), lch(0.52, 0.07, 50))
}
