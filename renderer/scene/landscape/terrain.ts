import { createNoise2D } from 'simplex-noise'
import { type Lab, lighter, mix, saturate } from '../../drawing/color.ts'
import type { Frame } from '../../drawing/drawing.ts'
import { type Point, polygon, under } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Random } from '../../drawing/random.ts'

interface RidgeOptions {
  /** The ridge's mean y. */
  y: number
  /** How far it rises above and falls below that. */
  height: number
  /** Peaks across 1000 units. */
  peaks: number
  /** 0 for rolling hills, 1 for crags. */
  rough: number
}

/** The outline of far land, left to right over the whole frame. */
export function ridgeLine(frame: Frame, random: Random, { y, height, peaks, rough }: RidgeOptions): Point[] {
  const noise = createNoise2D(random.next)
  const count = Math.min(420, Math.max(24, Math.round((frame.width / 1000) * (rough > 0.3 ? 110 : 40))))
  const points: Point[] = []
  for (let i = 0; i <= count; i++) {
    const x = -20 + ((frame.width + 40) * i) / count
    const t = (x / 1000) * peaks
    let h = noise(t, 0.5)
    if (rough > 0.3) {
      h = 1 - 2 * Math.abs(h)
      h += rough * (0.34 * (1 - 2 * Math.abs(noise(t * 2.3, 7))) + 0.14 * noise(t * 5.1, 13) + 0.07 * noise(t * 11, 21))
    } else h += rough * 0.3 * noise(t * 3, 9)
    points.push([x, y - h * height])
  }
  return points
}

/** A hill or bank that fades into haze at its foot. */
export function land(pen: Pen, line: readonly Point[], bottom: number, own: Lab, fade = 0.5): void {
  const base = pen.tone(own)
  const crest = lighter(mix(base, pen.light.sun, 0.16), 0.02)
  pen.paint(under(line, bottom), {
    color: crest,
    to: mix(
      base,
      pen.layer.depth < 0.6 ? pen.light.haze : pen.light.shade,
      fade * (pen.layer.depth < 0.6 ? 0.6 : 0.35),
    ),
    along: [0, 0, 0, 1],
  })
}

/** The y of a line at x. */
export function heightAt(line: readonly Point[], x: number): number {
  for (let i = 1; i < line.length; i++) {
    const [x2, y2] = line[i]!
    if (x2 >= x) {
      const [x1, y1] = line[i - 1]!
      return y1 + ((y2 - y1) * (x - x1)) / Math.max(0.001, x2 - x1)
    }
  }
  return line.at(-1)![1]
}

/** A cloud with a billowing top and a flat foot as one outline, for the styles whose sky is drawn and not painted. */
export function puffs(pen: Pen, cx: number, cy: number, width: number, color: Lab, belly: Lab): void {
  const { random } = pen
  const count = random.whole(4, 6)
  const left = cx - width / 2
  let d = `M${Math.round(left + width * 0.06)} ${Math.round(cy)}`
  let [px, py] = [left, cy - width * 0.05]
  d += `Q${Math.round(left - width * 0.05)} ${Math.round(cy)} ${Math.round(px)} ${Math.round(py)}`
  for (let i = 1; i <= count; i++) {
    const t = i / count
    const x = left + width * t
    const y =
      i === count ? cy - width * 0.05 : cy - width * (0.07 + 0.2 * Math.sin(Math.PI * t) * random.between(0.7, 1.15))
    const r = Math.hypot(x - px, y - py) * random.between(0.53, 0.6)
    d += `A${Math.round(r)} ${Math.round(r)} 0 0 1 ${Math.round(x)} ${Math.round(y)}`
    ;[px, py] = [x, y]
  }
  d += `Q${Math.round(left + width * 1.05)} ${Math.round(cy)} ${Math.round(left + width * 0.94)} ${Math.round(cy)}Z`
  pen.paint(d, { color, to: belly, along: [0, 0, 0, 1] })
}

/** Tufts of grass along the bottom of the picture or on a line. */
export function grass(pen: Pen, line: readonly Point[], own: Lab, height: number, density: number): void {
  const { random } = pen
  for (let pass = 0; pass < 3; pass++) {
    let d = ''
    const first = line[0]![0]
    const span = line.at(-1)![0] - first
    const count = Math.min(700, Math.round((span / 1000) * density))
    for (let i = 0; i < count; i++) {
      const x = first + span * random.next()
      const y = heightAt(line, x) + height * 0.35 * pass + random.between(0, height * 0.3)
      const h = height * random.between(0.4, 1)
      const lean = random.between(-0.4, 0.4) * h
      const w = h * 0.06 + 1.5
      d += `M${Math.round(x - w)} ${Math.round(y)}Q${Math.round(x)} ${Math.round(y - h * 0.6)} ${Math.round(x + lean)} ${Math.round(y - h)}Q${Math.round(x + w)} ${Math.round(y - h * 0.5)} ${Math.round(x + w)} ${Math.round(y)}Z`
    }
    if (d) pen.fill(d, lighter(saturate(own, 1 - pass * 0.08), 0.05 - pass * 0.035))
  }
}

/** A boulder with a lit top. */
export function rock(pen: Pen, x: number, y: number, width: number, own: Lab): void {
  const { random } = pen
  const h = width * random.between(0.45, 0.75)
  const crest: Point[] = [
    [x - width * 0.5, y],
    [x - width * random.between(0.4, 0.48), y - h * random.between(0.35, 0.55)],
    [x - width * random.between(0.15, 0.3), y - h * random.between(0.8, 0.98)],
    [x + width * random.between(0.0, 0.18), y - h],
    [x + width * random.between(0.3, 0.4), y - h * random.between(0.5, 0.72)],
    [x + width * 0.52, y],
  ]
  pen.fill(polygon(crest), own, { shade: 0.8 })
  const side = pen.light.side
  const facet: Point[] =
    side === 1
      ? [crest[0]!, crest[1]!, crest[2]!, [x - width * 0.05, y - h * 0.4], [x - width * 0.12, y]]
      : [crest[5]!, crest[4]!, crest[3]!, [x + width * 0.08, y - h * 0.42], [x + width * 0.14, y]]
  pen.paint(polygon(facet), { color: pen.light.shade, opacity: 0.38 })
}
