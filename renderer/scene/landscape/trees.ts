import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, type Point, polygon, smooth } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Random } from '../../drawing/random.ts'
import { heightAt } from './terrain.ts'

export const PINE: Lab = lch(0.42, 0.065, 155)
export const LEAF: Lab = lch(0.55, 0.11, 135)
export const BARK: Lab = lch(0.4, 0.05, 60)
export const SNOW: Lab = [0.96, -0.004, -0.014]

/** The outline of a conifer, 1 wide path with ragged branches. */
function pineOutline(random: Random, x: number, y: number, height: number, tiers = 6): string {
  const left: Point[] = []
  const right: Point[] = []
  const spread = height * random.between(0.2, 0.27)
  for (let i = 1; i <= tiers; i++) {
    const t = i / tiers
    const w = spread * t ** 0.85 * random.between(0.88, 1.1)
    const yy = y - height * (1 - t * 0.92)
    left.push([x - w, yy + height * 0.012], [x - w * 0.5, yy - height * 0.015])
    right.push([x + w, yy + height * 0.012], [x + w * 0.5, yy - height * 0.015])
  }
  const trunk = height * 0.025
  return polygon([
    [x, y - height],
    ...right,
    [x + trunk, y - height * 0.08],
    [x + trunk, y],
    [x - trunk, y],
    [x - trunk, y - height * 0.08],
    ...left.reverse(),
  ])
}

/** A near conifer with a lit side and, on request, snow on its branches. */
export function pine(pen: Pen, x: number, y: number, height: number, own: Lab, snowy: boolean): void {
  const { random, light } = pen
  const tiers = 7
  pen.fill(
    polygon([
      [x - height * 0.022, y],
      [x - height * 0.012, y - height * 0.5],
      [x + height * 0.012, y - height * 0.5],
      [x + height * 0.022, y],
    ]),
    BARK,
  )
  for (let i = tiers; i >= 1; i--) {
    const t = i / tiers
    const w = height * 0.25 * t ** 0.8 * random.between(0.92, 1.08)
    const bottom = y - height * (0.97 - t * 0.85)
    const top = bottom - height * (0.15 + 0.1 * (1 - t))
    const skirt: Point[] = []
    for (let k = 0; k <= 8; k++) {
      const u = k / 8
      const sag = Math.sin(Math.PI * u) * height * 0.022
      skirt.push([x + w - 2 * w * u, bottom + sag + (k % 2 ? -1 : 0.7) * height * 0.016 * random.between(0.6, 1.3)])
    }
    const d = polygon([[x, top], ...skirt])
    pen.fill(d, lighter(own, (1 - t) * 0.05 - 0.02), { shade: 0.9 })
    if (snowy) {
      const s = light.side
      pen.fill(
        smooth(
          [
            [x, top],
            [x + w * 0.42 * s, top + (bottom - top) * 0.62],
            [x + w * 0.86 * s, bottom - height * 0.012],
            [x + w * 0.4 * s, bottom - height * 0.03],
            [x - w * 0.1 * s, bottom - height * 0.045],
            [x - w * 0.5 * s, bottom - height * 0.02],
            [x - w * 0.22 * s, top + (bottom - top) * 0.45],
          ],
          true,
          0.6,
        ),
        SNOW,
        { shade: 0.5 },
      )
    }
  }
}

/** A broad-leaved tree: trunk, boughs and clustered leaves, lit from the light's side. */
export function broadleaf(pen: Pen, x: number, y: number, height: number, own: Lab, bare = false): void {
  const { random, light } = pen
  const trunk = height * 0.05
  const fork = y - height * 0.4
  pen.fill(
    smooth(
      [
        [x - trunk * 1.15, y],
        [x - trunk * 0.7, y - height * 0.18],
        [x - trunk * 0.55, fork],
        [x + trunk * 0.55, fork],
        [x + trunk * 0.75, y - height * 0.18],
        [x + trunk * 1.2, y],
      ],
      true,
      0.7,
    ),
    BARK,
    { shade: 1 },
  )
  for (let i = 0; i < (bare ? 9 : 4); i++) {
    const angle = -Math.PI / 2 + random.between(-1.05, 1.05)
    const length = height * random.between(0.3, 0.52)
    const start = fork + random.between(-0.04, 0.14) * height
    const ex = x + Math.cos(angle) * length
    const ey = start + Math.sin(angle) * length
    pen.line(
      `M${x} ${start}Q${x + (ex - x) * 0.3} ${start + (ey - start) * 0.65} ${ex} ${ey}`,
      BARK,
      trunk * (bare ? 0.42 : 0.5),
    )
  }
  if (bare) return
  const cy = y - height * 0.66
  for (const [ox, oy, tone, scale] of [
    [-0.06 * light.side, 0.05, -0.06, 1],
    [0, 0, 0, 0.92],
    [0.07 * light.side, -0.05, 0.055, 0.66],
  ] as const) {
    let d = ''
    const count = 9
    for (let i = 0; i < count; i++) {
      const a = (i / count) * Math.PI * 2 + random.between(-0.2, 0.2)
      const rr = height * 0.19 * scale
      const size = height * random.between(0.11, 0.17) * scale
      d += ellipse(x + ox * height + Math.cos(a) * rr * 1.18, cy + oy * height + Math.sin(a) * rr, size, size * 0.92)
    }
    d += ellipse(x + ox * height, cy + oy * height, height * 0.2 * scale)
    pen.fill(d, lighter(own, tone), { fall: 0.5 })
  }
}

/** A far line of conifers as one silhouette. */
export function pineRow(
  pen: Pen,
  line: readonly Point[],
  own: Lab,
  height: number,
  spacing: number,
  bottom: number,
): void {
  const { random } = pen
  let d = ''
  const [first, last] = [line[0]![0], line.at(-1)![0]]
  const step = Math.max(spacing, (last - first) / 220)
  for (let x = first; x < last; x += step * random.between(0.5, 1.4)) {
    const y = heightAt(line, x)
    d += pineOutline(random, x, y + height * 0.1, height * random.between(0.55, 1.15), 5)
  }
  const base = pen.tone(own)
  pen.paint(d, { color: base, to: mix(base, pen.light.haze, 0.35 * (1 - pen.layer.depth)), along: [0, 0, 0, 1] })
  pen.paint(polygon([...line.map(([x, y]) => [x, y - height * 0.04] as const), [last, bottom], [first, bottom]]), {
    color: base,
    to: mix(base, pen.light.haze, 0.5 * (1 - pen.layer.depth)),
    along: [0, 0, 0, 1],
  })
}
