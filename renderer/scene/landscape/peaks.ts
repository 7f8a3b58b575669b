import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import type { Frame } from '../../drawing/drawing.ts'
import { type Point, polygon } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'

interface RangeOptions {
  /** Where the range stands, as y. */
  foot: number
  /** The height of a usual peak. */
  rise: number
  /** Peaks across 1000 units. */
  peaks: number
  own: Lab
  /** The upper part of each peak that lies under snow (0..1). */
  snow: number
  /** One peak above all others, at x with this height. */
  summit?: { x: number; height: number }
}

/** A range of mountains: peaks that overlap, each with a lit face, a shaded face and snow down to a ragged edge. */
export function mountainRange(pen: Pen, frame: Frame, options: RangeOptions): void {
  const { random } = pen
  const { foot, rise, summit } = options
  const count = Math.min(70, Math.max(3, Math.round((frame.width / 1000) * options.peaks)))
  const spots: Point[] = []
  for (let i = 0; i < count; i++) {
    const x = ((i + random.between(0.1, 0.9)) / count) * (frame.width + 200) - 100
    spots.push([x, rise * random.between(0.55, 1.05)])
  }
  if (summit) {
    spots.push(
      [summit.x, summit.height],
      [summit.x - rise * 0.75, summit.height * 0.68],
      [summit.x + rise * 0.85, summit.height * 0.6],
    )
  }
  for (const [x, height] of spots.toSorted((a, b) => b[1] - a[1])) mountain(pen, x, foot, height, options)
}

function mountain(pen: Pen, x: number, foot: number, height: number, { own, snow }: RangeOptions): void {
  const { random, light } = pen
  const top = foot - height
  const left = flank(-1)
  const right = flank(1)
  const lean = random.between(-0.12, 0.22) * -light.side
  const spine: Point[] = []
  for (let k = 0; k <= 10; k++) {
    const t = k / 10
    const zig = k === 0 ? 0 : (k % 2 ? 1 : -1) * height * 0.035 * random.between(0.3, 1)
    spine.push([x + height * lean * t + zig, top + height * t])
  }
  const base = pen.tone(own)
  const foggy = mix(base, light.haze, 0.6 * light.hazeAmount)
  const bright = mix(base, light.sun, 0.13)
  const shade = lighter(mix(base, light.shade, 0.4), -0.015)
  const [sunny, dark] = light.side === -1 ? [left, right] : [right, left]
  pen.paint(polygon([...left.toReversed(), ...right]), { color: bright, to: foggy, along: [0, 0, 0, 1] })
  pen.paint(polygon([...spine, ...dark.toReversed()]), { color: shade, to: foggy, along: [0, 0, 0, 1] })
  gullies(sunny, mix(bright, shade, 0.45))
  gullies(dark, mix(bright, shade, 0.72))
  if (snow <= 0) return
  const white = mix(pen.tone([0.97, -0.004, -0.012]), light.sun, light.time === 'day' ? 0.1 : 0.3)
  const blue = mix(white, mix(light.shade, lch(0.6, 0.06, 262), 0.5), 0.42)
  const depth = Math.min(0.95, snow * (height / Math.max(1, height * 0.9)))
  pen.paint(cap(sunny, depth), { color: white, to: mix(white, bright, 0.25), along: [0, 0, 0, 1] })
  pen.paint(cap(dark, depth * random.between(0.85, 1)), {
    color: blue,
    to: mix(blue, shade, 0.25),
    along: [0, 0, 0, 1],
  })

  function flank(side: -1 | 1): Point[] {
    const width = height * random.between(0.85, 1.15)
    const points: Point[] = [[x, top]]
    for (let k = 1; k <= 12; k++) {
      const t = k / 12
      const rough = (k % 2 ? 1 : -0.6) * height * 0.02 * random.between(0.2, 1)
      points.push([x + side * (width * t ** 1.12 + rough), top + height * t ** 0.94 + rough * 0.5])
    }
    return points
  }

  /** The snow of one face: from the peak down its edge, back to the spine in teeth. */
  function cap(edge: readonly Point[], share: number): string {
    const rim = along(edge, share * 0.86)
    const middle = along(spine, share)
    const [ex, ey] = rim.at(-1)!
    const [mx, my] = middle.at(-1)!
    const teeth: Point[] = []
    const count = 6
    for (let k = 1; k < count; k++) {
      const t = k / count
      const bite = (k % 2 ? -0.4 : 0.55) * height * share * 0.3 * random.between(0.5, 1)
      teeth.push([ex + (mx - ex) * t, ey + (my - ey) * t + bite])
    }
    return polygon([...rim, ...teeth, ...middle.toReversed()])
  }

  /** Long wedges that run down a face. */
  function gullies(edge: readonly Point[], color: Lab): void {
    for (let k = 0; k < 3; k++) {
      const t1 = random.between(0.1, 0.5)
      const t2 = Math.min(1, t1 + random.between(0.25, 0.45))
      const u = random.between(0.25, 0.75)
      const at = (t: number, share: number): Point => {
        const [ax, ay] = pointAt(spine, t)
        const [bx, by] = pointAt(edge, t)
        return [ax + (bx - ax) * share, ay + (by - ay) * share]
      }
      pen.paint(polygon([at(t1, u), at(t2, u + 0.14), at((t1 + t2) / 2 + 0.06, u + 0.01), at(t2 * 0.96, u - 0.09)]), {
        color,
        to: color,
        opacity: 0.55,
        toOpacity: 0.05,
        along: [0, 0, 0, 1],
      })
    }
  }
}

/** The points of a line up to a share (0..1) of its length, its end included. */
function along(line: readonly Point[], share: number): Point[] {
  const last = share * (line.length - 1)
  return [...line.slice(0, Math.floor(last) + 1), pointAt(line, share)]
}

function pointAt(line: readonly Point[], share: number): Point {
  const at = Math.min(line.length - 1, Math.max(0, share * (line.length - 1)))
  const [ax, ay] = line[Math.floor(at)]!
  const [bx, by] = line[Math.min(line.length - 1, Math.floor(at) + 1)]!
  const t = at - Math.floor(at)
  return [ax + (bx - ax) * t, ay + (by - ay) * t]
}
