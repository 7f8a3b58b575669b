import { createNoise2D } from 'simplex-noise'
import { type Lab, lch, lighter, mix, saturate } from '../color.ts'
import type { Random } from '../random.ts'
import type { Frame } from './drawing.ts'
import { ellipse, type Point, polygon, smooth, under } from './path.ts'
import type { Pen } from './pen.ts'

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
      h += rough * (0.4 * (1 - 2 * Math.abs(noise(t * 2.3, 7))) + 0.22 * noise(t * 5.1, 13) + 0.1 * noise(t * 11, 21))
    } else h += rough * 0.3 * noise(t * 3, 9)
    points.push([x, y - h * height])
  }
  return points
}

/** Raises a ridge towards a summit at (x, y), so that a composition has one main peak. */
export function withSummit(line: readonly Point[], x: number, y: number, width: number): Point[] {
  return line.map(([px, py]) => {
    const closeness = Math.max(0, 1 - Math.abs(px - x) / width)
    return [px, py + (y - py) * closeness ** 1.25 * 0.92] as const
  })
}

/** A mountain range with a lit and a shaded side, and snow above the snow line. */
export function mountains(pen: Pen, line: readonly Point[], bottom: number, own: Lab, snowLine?: number): void {
  const { light, random } = pen
  const top = Math.min(...line.map(p => p[1]))
  const base = pen.tone(own)
  const foot = mix(base, light.haze, 0.55 * light.hazeAmount)
  pen.paint(under(line, bottom), { color: base, to: foot, along: [0, 0, 0, 1] })
  const snow = mix(pen.tone([0.97, -0.005, -0.012]), light.sun, light.time === 'day' ? 0.1 : 0.25)
  const shade = lighter(mix(base, light.shade, 0.45), -0.03)
  const peaks = localPeaks(line)
  for (const i of peaks) drawShade(i, shade, bottom)
  if (snowLine !== undefined) {
    for (const i of peaks) if (line[i]![1] < snowLine) drawSnow(i, snowLine)
  }

  function drawShade(i: number, color: Lab, floor: number): void {
    const away = light.side === 1 ? -1 : 1
    const [px, py] = line[i]!
    const flank: Point[] = [[px, py]]
    let j = i
    while (line[j + away] && line[j + away]![1] >= line[j]![1] - 6 && Math.abs(j - i) < 26) {
      j += away
      flank.push(line[j]!)
    }
    if (flank.length < 3) return
    const end = flank.at(-1)!
    const drop = Math.min(floor, end[1] + (end[1] - py) * 0.7)
    const back: Point[] = []
    for (let k = 1; k <= 6; k++) {
      const t = k / 6
      const zig = (k % 2 ? 1 : -1) * (end[1] - py) * 0.07 * random.between(0.4, 1.2)
      back.push([px + (end[0] - px) * (0.12 + 0.3 * t) * t + zig, py + (drop - py) * t])
    }
    const outline = [...flank, [end[0], Math.min(floor, drop)] as const, ...back.reverse()]
    pen.paint(polygon(outline), { color, to: color, opacity: 0.75, toOpacity: 0, along: [0, 0, 0, 1] })
  }

  function drawSnow(i: number, level: number): void {
    const [px, py] = line[i]!
    const depth = Math.min(level, py + (level - top) * 0.8)
    if (depth - py < 14) return
    const left = flankTo(i, -1, depth)
    const right = flankTo(i, 1, depth)
    if (left.length + right.length < 3) return
    const x1 = left.at(-1)?.[0] ?? px
    const x2 = right.at(-1)?.[0] ?? px
    const teeth: Point[] = []
    const count = 7
    for (let k = 0; k <= count; k++) {
      const t = k / count
      const y = depth + (k % 2 ? -1 : 0.55) * (depth - py) * 0.3 * random.between(0.5, 1.1)
      teeth.push([x2 + (x1 - x2) * t, k === 0 || k === count ? depth - (depth - py) * 0.12 : y])
    }
    const crest = [...left.toReversed(), [px, py] as const, ...right]
    pen.paint(polygon([...crest, ...teeth]), { color: snow, to: mix(snow, base, 0.2), along: [0, 0, 0, 1] })
    const darkFlank = light.side === 1 ? left : right
    if (darkFlank.length > 1) {
      const end = darkFlank.at(-1)!
      const seam: Point[] = [1, 0.66, 0.33].map((t, k) => [
        px + (end[0] - px) * 0.3 * t + (k % 2 ? 7 : -5),
        py + (depth - py) * t * 0.92,
      ])
      pen.paint(polygon([[px, py], ...darkFlank, ...seam]), {
        color: mix(snow, mix(light.shade, lch(0.6, 0.06, 262), 0.5), 0.5),
        opacity: 0.85,
      })
    }
  }

  function flankTo(i: number, step: -1 | 1, depth: number): Point[] {
    const flank: Point[] = []
    for (let j = i + step; line[j] && line[j]![1] <= depth && Math.abs(j - i) < 40; j += step) {
      if (line[j]![1] < line[j - step]![1] - 10) break
      flank.push(line[j]!)
    }
    return flank
  }
}

function localPeaks(line: readonly Point[]): number[] {
  const peaks: number[] = []
  for (let i = 3; i < line.length - 3; i++) {
    const y = line[i]![1]
    if (
      y <=
      Math.min(line[i - 1]![1], line[i + 1]![1], line[i - 2]![1], line[i + 2]![1], line[i - 3]![1], line[i + 3]![1])
    )
      peaks.push(i)
  }
  return peaks
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

/** Clouds as stacked puffs, for the styles whose sky is drawn and not painted. */
export function puffs(pen: Pen, cx: number, cy: number, width: number, color: Lab, belly: Lab): void {
  const { random } = pen
  const count = random.whole(4, 6)
  let d = ''
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1)
    const size = width * (0.1 + 0.13 * Math.sin(Math.PI * t)) * random.between(0.85, 1.25)
    d += ellipse(cx + (t - 0.5) * width * 0.78, cy - size * 0.45, size, size * 0.8)
  }
  d += smooth([
    [cx - width * 0.5, cy],
    [cx, cy - width * 0.08],
    [cx + width * 0.5, cy],
    [cx, cy + width * 0.035],
  ])
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
