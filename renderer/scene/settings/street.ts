import { lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, polygon, rect } from '../../drawing/path.ts'
import { LIT, neons } from './skyline.ts'
import type { Stage } from './stage.ts'

/** Near buildings at both sides, in perspective, with signs. */
export function facades(stage: Stage, horizon: number, neon: boolean): void {
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

/** Street lamps along both kerbs. */
export function lamps(stage: Stage, horizon: number): void {
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
export function street(stage: Stage, horizon: number): void {
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
