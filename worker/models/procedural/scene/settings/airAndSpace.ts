import { lch, lighter, mix } from '../../color.ts'
import { ellipse, type Point, smooth, underSmooth } from '../path.ts'
import type { Composed, Stage } from '../stage.ts'
import { planet } from '../subjects/airborne.ts'
import { land, puffs, ridgeLine } from '../terrain.ts'
import { heavens } from './heavens.ts'

/** Above a sea of clouds. */
export function sky(stage: Stage): Composed {
  const { frame, light, random, focusX } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.7, 0.76)
  heavens(stage, horizon)
  const peaks = ridgeLine(frame, random, { y: horizon - 10, height: 70, peaks: 1.6, rough: 0.7 })
  land(stage.layer('land', 0.2), peaks, height + 5, lch(0.45, 0.05, 270))
  stage.place('air', { x: focusX, y: horizon * 0.5, size: 300, depth: 0.9 })
  stage.place('any', { x: focusX, y: horizon * 0.62, size: 250, depth: 0.9 })
  for (let i = 0; i < 5; i++) {
    const t = i / 4
    const pen = stage.layer('foreground', 0.3 + t * 0.6)
    const y = horizon + (height - horizon) * t * 0.85
    const line: Point[] = []
    const step = Math.max(60 + t * 90, width / 60)
    for (let x = -step; x <= width + step; x += step) line.push([x, y - random.between(0, 26 + 46 * t)])
    const top = mix(light.cloudLight, light.haze, 0.45 * (1 - t))
    pen.paint(underSmooth(line, height + 20), {
      color: lighter(top, 0.02),
      to: mix(top, light.cloudShade, 0.5),
      along: [0, 0, 0, 1],
    })
    for (let x = random.between(0, 150); x < width; x += step * random.between(1.6, 3))
      puffs(pen, x, y + 8, 150 + 190 * t, top, mix(top, light.cloudShade, 0.35))
  }
  return { sky: 'open', horizon }
}

/** Deep space: nebula, stars, a near planet and the rim of a world. */
export function space(stage: Stage): Composed {
  const { frame, light, random, focusX, reading } = stage
  const { width, height } = frame
  const planets = stage.layer('land', 0.5)
  if (!reading.subjects.some(s => s.kind === 'planet')) {
    planet.draw(
      planets.at(
        width - focusX + random.between(-60, 60),
        height * random.between(0.24, 0.34),
        random.between(1.1, 1.7),
      ),
      { snowy: false, place: 'space', color: light.wished[1] ?? light.wished[0] },
    )
  }
  planets.paint(ellipse(width * random.between(0.1, 0.9), height * random.between(0.1, 0.3), 17), {
    color: lch(0.75, 0.05, 60),
    to: lch(0.3, 0.03, 280),
    along: [0, 0, 1, 1],
  })
  stage.place('space', { x: focusX, y: height * 0.5, size: 300, depth: 1 })
  stage.place('any', { x: focusX, y: height * 0.58, size: 260, depth: 1 })
  const rim = stage.layer('foreground', 0.95)
  const r = Math.max(width, 1000) * 0.95
  const cx = focusX
  const cy = height + r - Math.min(height * 0.16, 190)
  rim.glow(ellipse(cx, cy, r * 1.09), mix(light.haze, [0.9, -0.02, -0.06], 0.4), 0.9)
  const world = light.wished[0] ?? lch(0.4, 0.08, random.pick([250, 30, 190]))
  rim.paint(ellipse(cx, cy, r), { color: lighter(world, 0.1), to: [0.12, 0.0, -0.02], along: [0.5, 0, 0.5, 0.32] })
  for (let i = 0; i < 9; i++) {
    const y = cy - r + random.between(30, 180)
    const x = cx + random.between(-0.5, 0.5) * width
    rim.paint(
      smooth([
        [x - 130, y],
        [x - 30, y - 12],
        [x + 120, y - 3],
        [x + 20, y + 10],
      ]),
      { color: lighter(world, 0.22), opacity: 0.22 },
    )
  }
  return { sky: 'space', horizon: height }
}

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
