import { type Lab, lch, lighter, mix } from '../../color.ts'
import { ellipse, polygon, rect } from '../path.ts'
import type { Pen } from '../pen.ts'
import type { Composed, Stage } from '../stage.ts'
import { heavens } from './heavens.ts'
import { mist } from './mountains.ts'

const LIT = [lch(0.88, 0.13, 82), lch(0.84, 0.12, 70), lch(0.93, 0.07, 95)]

/** Towers in layers behind a street or quay whose wet ground mirrors their lights, framed by near facades. */
export function city(stage: Stage): Composed {
  const { frame, light, random, focusX, weather, reading } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.64, 0.68)
  const neon = reading.features.has('neon')
  heavens(stage, horizon)
  if (light.lamps) {
    const pen = stage.layer('light', 0.1)
    pen.glow(
      ellipse(width / 2, horizon, Math.max(width * 0.75, 500), Math.min(horizon * 0.75, 520)),
      neon ? lch(0.6, 0.2, 330) : lch(0.72, 0.12, 60),
      neon ? 0.85 : 0.6,
    )
    if (neon) pen.glow(ellipse(width * 0.3, horizon * 0.75, 460, 420), lch(0.58, 0.13, 225), 0.6)
  }
  const tall = Math.min(horizon * 0.86, 640)
  for (const [i, depth] of [0.12, 0.34, 0.58].entries()) {
    skyline(stage, stage.layer('land', depth), horizon + 4, tall * [0.92, 0.74, 0.46][i]!, 34 + i * 24, i, neon)
    mist(stage, horizon - 30, 110, weather === 'fog' ? 0.85 : [0.3, 0.22, 0.12][i]!)
  }
  stage.place('structure', { x: focusX, y: horizon + 6, size: 150, depth: 0.7 })
  facades(stage, horizon, neon)
  lamps(stage, horizon)
  const wet = weather === 'rain' || weather === 'storm' || reading.features.has('water')
  const asphalt = light.time === 'day' && !wet ? lch(0.6, 0.015, 260) : lch(0.36, 0.03, 265)
  if (!wet) street(stage, horizon)
  stage.place('water', { x: focusX, y: horizon + (height - horizon) * 0.4, size: 160, depth: 0.85 }, 'front')
  stage.place('air', { x: focusX, y: horizon - 330, size: 180, depth: 0.8 }, 'front')
  stage.place(
    'any',
    { x: focusX, y: height - Math.min(120, (height - horizon) * 0.3), size: 165, depth: 0.93 },
    'front',
  )
  return {
    sky: 'open',
    horizon,
    water: {
      top: horizon,
      color: mix(light.skyLow, asphalt, 0.7),
      deep: mix(light.skyTop, lch(0.2, 0.03, 265), 0.5),
      roughness: wet ? 0.3 : 0.22,
      mirror: wet ? 0.85 : 0.42,
    },
  }
}

function skyline(stage: Stage, pen: Pen, base: number, tall: number, block: number, rank: number, neon: boolean): void {
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
function neons(stage: Stage): Lab[] {
  const wished = stage.light.wished.map(c => [Math.max(0.68, c[0]), c[1] * 1.3, c[2] * 1.3] as const)
  return wished.length > 0
    ? wished
    : [lch(0.68, 0.26, 345), lch(0.82, 0.14, 200), lch(0.82, 0.15, 80), lch(0.66, 0.22, 305)]
}

/** Near buildings at both sides, in perspective, with signs. */
function facades(stage: Stage, horizon: number, neon: boolean): void {
  const { frame, random, light } = stage
  const { width } = frame
  const depth = Math.min(width * 0.27, 330)
  const vanish = horizon - 30
  const tops = Math.min(vanish, 760)
  for (const side of [-1, 1] as const) {
    const outer = side < 0 ? -10 : width + 10
    const inner = outer - side * depth * random.between(0.85, 1.05)
    const pen = stage.layer('land', 0.8)
    const own =
      light.time === 'day'
        ? lch(random.between(0.5, 0.66), 0.05, random.pick([40, 60, 25, 250]))
        : lch(0.3, 0.045, random.pick([280, 260, 20]))
    const farTop = vanish - tops * random.between(0.5, 0.62)
    const nearTop = Math.max(-40, vanish - tops * 1.5)
    const wall = polygon([
      [outer, nearTop],
      [inner, farTop],
      [inner, horizon + 6],
      [outer, horizon + 6],
    ])
    pen.fill(wall, own, { shade: 0.8 })
    pen.fill(
      polygon([
        [inner, farTop],
        [inner - side * 26, farTop + 14],
        [inner - side * 26, horizon + 4],
        [inner, horizon + 6],
      ]),
      lighter(own, -0.07),
    )
    const at = (u: number, v: number) => {
      const x = outer + (inner - outer) * u
      const topY = nearTop + (farTop - nearTop) * u
      return [x, topY + (horizon + 6 - topY) * v] as const
    }
    for (let r = 0; r < 9; r++) {
      for (let c = 0; c < 5; c++) {
        const u = 0.08 + c * 0.18
        const v = 0.06 + r * 0.087
        const d = polygon([at(u, v), at(u + 0.1, v), at(u + 0.1, v + 0.055), at(u, v + 0.055)])
        if (light.lamps && random.chance(0.4)) pen.fill(d, random.pick(LIT), { glows: true })
        else pen.fill(d, light.time === 'day' ? mix(lighter(own, -0.15), light.skyMiddle, 0.3) : lighter(own, -0.08))
      }
    }
    const signs = neon ? neons(stage) : [lch(0.62, 0.17, 28), lch(0.6, 0.12, 240), lch(0.78, 0.14, 80)]
    for (let k = 0; k < (neon ? 3 : 1); k++) {
      const color = random.pick(signs)
      const u = 0.24 + k * 0.24
      const [sx, sy] = at(u, 0.42 + k * 0.1 * random.between(0.4, 1))
      const scale = 1 - u * 0.5
      const [w, h] = [46 * scale, 170 * scale]
      const x = side < 0 ? sx : sx - w
      if (light.lamps) pen.glow(ellipse(x + w / 2, sy + h / 2, w * 2.6, h), color, 0.55)
      pen.fill(rect(x, sy, w, h), lch(0.2, 0.03, 280))
      pen.line(rect(x + 4, sy + 4, w - 8, h - 8), color, 3.4, { glows: true })
      let glyphs = ''
      for (let g = 0; g < 4; g++) {
        const y = sy + h * (0.1 + g * 0.21)
        const [l, rr] = [x + w * 0.28, x + w * 0.72]
        const m = random.whole(0, 3)
        if (m !== 1) glyphs += `M${l} ${y + 4}H${rr}`
        if (m !== 2) glyphs += `M${(l + rr) / 2} ${y + 4}V${y + h * 0.13}`
        if (m !== 0) glyphs += `M${l} ${y + h * 0.13}H${rr}`
        if (m > 1) glyphs += `M${l} ${y + 4}V${y + h * 0.13}`
      }
      pen.line(glyphs, color, 3, { glows: true })
    }
    if (light.lamps) {
      const shop = neon ? random.pick(neons(stage)) : LIT[0]!
      pen.fill(polygon([at(0.1, 0.88), at(0.86, 0.88), at(0.86, 0.975), at(0.1, 0.975)]), mix(shop, LIT[0]!, 0.4), {
        glows: true,
      })
      for (let c = 0; c < 6; c++)
        pen.fill(
          polygon([
            at(0.14 + c * 0.125, 0.88),
            at(0.152 + c * 0.125, 0.88),
            at(0.152 + c * 0.125, 0.975),
            at(0.14 + c * 0.125, 0.975),
          ]),
          lighter(own, -0.1),
        )
    }
  }
}

function lamps(stage: Stage, horizon: number): void {
  const { frame, light } = stage
  const pen = stage.layer('land', 0.88)
  const depth = Math.min(frame.width * 0.27, 330)
  for (const side of [-1, 1]) {
    for (const t of [0.35, 0.68]) {
      const x = (side < 0 ? depth * (1.32 - 0.3 * t) : frame.width - depth * (1.32 - 0.3 * t)) + side * 8
      const base = horizon + 4 + t * 6
      const h = 78 + 74 * t
      pen.line(`M${x} ${base}V${base - h}q0 -12 ${-side * 14} -13h${-side * 6}`, lch(0.24, 0.02, 265), 2.4 + 2 * t)
      const [lx, ly] = [x - side * 22, base - h - 11]
      if (light.lamps) {
        pen.glow(ellipse(lx, ly + 4, 52 + 20 * t), lch(0.88, 0.12, 80), 0.7)
        pen.fill(ellipse(lx, ly + 2, 6 + 2 * t), lch(0.96, 0.08, 90), { glows: true })
      } else pen.fill(ellipse(lx, ly + 2, 6), [0.93, 0, 0.02])
    }
  }
}

/** The lines of a dry street. */
function street(stage: Stage, horizon: number): void {
  const { frame } = stage
  const { width, height } = frame
  const pen = stage.layer('foreground', 0.9, 'front')
  const span = height - horizon
  for (let i = 0; i < 7; i++) {
    const t1 = (i / 7) ** 1.7
    const t2 = ((i + 0.52) / 7) ** 1.7
    const w = (t: number) => 2 + 11 * t
    const y1 = horizon + 4 + span * t1
    const y2 = horizon + 4 + span * t2
    pen.fill(
      polygon([
        [width / 2 - w(t1), y1],
        [width / 2 + w(t1), y1],
        [width / 2 + w(t2), y2],
        [width / 2 - w(t2), y2],
      ]),
      [0.93, 0, 0.03],
      { opacity: 0.75 },
    )
  }
  for (const side of [-1, 1]) {
    const edge = (y: number) =>
      width / 2 + side * (Math.min(width * 0.2, 220) + ((y - horizon) / span) * Math.min(width * 0.4, 420))
    pen.fill(
      polygon([
        [edge(horizon + 4), horizon + 4],
        [edge(height), height],
        [edge(height) + side * 1400, height],
        [edge(horizon + 4) + side * 1400, horizon + 4],
      ]),
      lch(0.62, 0.015, 70),
      { opacity: 0.72 },
    )
    pen.line(`M${edge(horizon + 4)} ${horizon + 4}L${edge(height)} ${height}`, lch(0.78, 0.01, 80), 5)
  }
}
