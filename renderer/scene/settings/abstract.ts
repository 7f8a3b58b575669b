import { type Lab, lch, lighter, mix, turnTowards } from '../../drawing/color.ts'
import { ellipse, type Point, polygon, underSmooth } from '../../drawing/path.ts'
import type { Composed, Stage } from './stage.ts'

/** A composition of forms for its own sake: flowing bands, arcs and discs, or leaning planes, as the words have it. */
export function abstract(stage: Stage): Composed {
  const { frame, random } = stage
  const colors = palette(stage)
  const kind = stage.reading.mood === 'calm' ? 0 : random.whole(0, 2)
  if (kind === 0) bands(stage, colors)
  else if (kind === 1) arcs(stage, colors)
  else planes(stage, colors)
  stage.place('any', { x: stage.focusX, y: frame.height * 0.72, size: 260, depth: 1 })
  return { sky: 'backdrop', horizon: frame.height }
}

function palette(stage: Stage): Lab[] {
  const { light, random } = stage
  const hue = random.between(0, 360)
  const spread = random.pick([28, 40, 60, 150])
  const made = [0, 1, 2, 3, 4].map(i =>
    lch(
      [0.32, 0.5, 0.66, 0.8, 0.92][i]!,
      [0.08, 0.13, 0.13, 0.09, 0.035][i]!,
      hue + spread * [0, 0.3, 1, 1.3, 0.6][i]!,
    ),
  )
  const [wish, second] = light.wished
  if (!wish) return made
  return made.map((c, i) => turnTowards(c, second && i % 2 ? second : wish, 0.88, i < 4 ? 0.07 : 0.02))
}

/** Soft bands like far hills or water, with one quiet disc. */
function bands(stage: Stage, colors: readonly Lab[]): void {
  const { frame, random, focusX } = stage
  const { width, height } = frame
  const disc = stage.layer('light', 0.9)
  const r = random.between(110, 160)
  const cy = height * random.between(0.26, 0.34)
  disc.glow(ellipse(focusX, cy, r * 2.6), colors[4]!, 0.7)
  disc.paint(ellipse(focusX, cy, r), { color: colors[4]!, to: mix(colors[4]!, colors[3]!, 0.7), along: [0, 0, 0, 1] })
  const count = 8
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1)
    const pen = stage.layer(i < count - 2 ? 'land' : 'foreground', 0.35 + 0.6 * t)
    const y = height * (0.36 + 0.56 * t)
    const line: Point[] = []
    const phase = random.between(0, 6)
    const long = random.between(300, 520)
    for (let x = -60; x <= width + 60; x += Math.max(60, width / 60)) {
      line.push([x, y + Math.sin(x / long + phase) * (52 - 12 * t) + Math.sin(x / (long * 0.43) + phase * 2) * 15])
    }
    const position = (1 - t) * 3.4
    const [low, high] = [Math.floor(position), Math.min(4, Math.floor(position) + 1)]
    const color = mix(colors[low]!, colors[high]!, position - low)
    pen.paint(underSmooth(line, height + 10), {
      color: lighter(color, 0.05),
      to: lighter(color, -0.05),
      along: [0, 0, 0, 1],
    })
    if (i % 3 === 1)
      pen.line(
        line.map(([x, yy], k) => `${k ? 'L' : 'M'}${Math.round(x)} ${Math.round(yy + 13)}`).join(''),
        lighter(color, 0.13),
        2.4,
        { raw: true, opacity: 0.65 },
      )
  }
}

/** Discs, rings and half circles set against each other. */
function arcs(stage: Stage, colors: readonly Lab[]): void {
  const { frame, random, focusX } = stage
  const { width, height } = frame
  const spots = Math.min(26, Math.round(18 * Math.max(1, (width * height) / 1.4e6)))
  for (let i = 0; i < spots; i++) {
    const pen = stage.layer(i < 3 ? 'land' : 'subject', 0.4 + (0.6 * i) / spots)
    const main = i === Math.floor(spots / 2)
    const x = main ? focusX : width * random.next()
    const y = main ? height * 0.44 : height * random.next()
    const r = main ? 230 : random.between(36, 210) * (1 - (0.5 * i) / spots)
    const color = random.pick(colors)
    switch (main ? 0 : random.whole(0, 3)) {
      case 0:
        pen.paint(ellipse(x, y, r), { color: lighter(color, 0.06), to: lighter(color, -0.1), along: [0, 0, 1, 1] })
        break
      case 1:
        for (let k = 0; k < 4; k++)
          pen.line(ellipse(x, y, r * (1 - k * 0.2)), lighter(color, k * 0.03), 9, { raw: true })
        break
      case 2: {
        const a = random.pick([0, 1, 2, 3]) * (Math.PI / 2)
        const [c, s] = [Math.cos(a) * r, Math.sin(a) * r]
        pen.paint(`M${x - c} ${y - s}A${r} ${r} 0 0 1 ${x + c} ${y + s}Z`, {
          color,
          to: lighter(color, -0.08),
          along: [0, 0, 1, 1],
        })
        break
      }
      default:
        pen.line(`M${x - r} ${y + r}L${x + r} ${y - r}`, color, random.between(4, 16), { raw: true })
    }
  }
}

/** Large leaning planes that overlap like cut glass. */
function planes(stage: Stage, colors: readonly Lab[]): void {
  const { frame, random, focusX } = stage
  const { width, height } = frame
  const reach = Math.max(width, height)
  for (let i = 0; i < 13; i++) {
    const pen = stage.layer(i < 8 ? 'land' : 'subject', 0.3 + (0.7 * i) / 13)
    const a = random.between(-0.6, 0.6) + (i % 2) * Math.PI * 0.5
    const [cx, cy] = [focusX + random.between(-0.45, 0.45) * width, height * random.between(0.15, 0.85)]
    const [l, w] = [reach * random.between(0.25, 0.6) * (1 - i * 0.035), random.between(70, 210)]
    const at = (u: number, v: number): Point => [
      cx + Math.cos(a) * u - Math.sin(a) * v,
      cy + Math.sin(a) * u + Math.cos(a) * v,
    ]
    const color = colors[i % colors.length]!
    pen.paint(polygon([at(-l, -w), at(l, -w * random.between(0.1, 1)), at(l, w), at(-l, w * random.between(0.1, 1))]), {
      color: lighter(color, 0.07),
      to: lighter(color, -0.08),
      opacity: 0.97,
      toOpacity: 0.84,
      along: [0, 0, 1, 1],
    })
  }
  const pen = stage.layer('subject', 1)
  pen.paint(ellipse(focusX, height * 0.42, 120), { color: colors[4]!, to: colors[3]!, along: [0, 0, 0, 1] })
}
