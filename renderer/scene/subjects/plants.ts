import { type Lab, lch, lighter } from '../../drawing/color.ts'
import { ellipse, type Point, polygon, smooth } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import { broadleaf, LEAF, PINE, pine } from '../landscape/trees.ts'
import type { SubjectArt } from './art.ts'

const STEM = lch(0.5, 0.11, 138)

export const tree: SubjectArt = {
  habitats: ['ground', 'structure'],
  scale: 2.5,
  half: 46,
  draw(pen, { color, snowy }) {
    broadleaf(pen, 0, 0, 100, color ?? (snowy ? [0.92, -0.004, -0.012] : LEAF))
  },
}

export const pineTree: SubjectArt = {
  habitats: ['ground', 'structure'],
  scale: 2.6,
  half: 26,
  draw: (pen, { color, snowy }) => pine(pen, 0, 0, 100, color ?? PINE, snowy),
}

/** One sunflower head with its petals, turned a little by `turn` (-1..1). */
function sunflowerHead(pen: Pen, x: number, y: number, radius: number, petal: Lab, turn: number): void {
  const { random } = pen
  const squash = 1 - 0.28 * Math.abs(turn)
  for (const [count, reach, tone] of [
    [17, 1, -0.07],
    [15, 0.88, 0.02],
  ] as const) {
    let d = ''
    const start = random.next()
    for (let i = 0; i < count; i++) {
      const a = ((i + start) / count) * Math.PI * 2 + random.between(-0.06, 0.06)
      const length = radius * reach * random.between(0.9, 1.06)
      const width = radius * 0.17
      const [c, s] = [Math.cos(a), Math.sin(a)]
      const at = (u: number, v: number) => `${round(x + (c * u - s * v) * squash)} ${round(y + s * u + c * v)}`
      d += `M${at(radius * 0.36, -width * 0.6)}Q${at(length * 0.72, -width * 1.5)} ${at(length, 0)}Q${at(length * 0.72, width * 1.5)} ${at(radius * 0.36, width * 0.6)}Z`
    }
    pen.fill(d, lighter(petal, tone))
  }
  pen.fill(ellipse(x, y, radius * 0.5 * squash, radius * 0.5), lch(0.36, 0.07, 50))
  pen.fill(ellipse(x, y, radius * 0.37 * squash, radius * 0.37), lch(0.27, 0.05, 45))
  pen.fill(ellipse(x - radius * 0.05, y - radius * 0.06, radius * 0.19 * squash, radius * 0.19), lch(0.34, 0.07, 65))
  if (radius < 34) return
  let seeds = ''
  for (let i = 3; i < 60; i++) {
    const a = i * 2.39996
    const r = radius * 0.061 * Math.sqrt(i)
    seeds += ellipse(x + Math.cos(a) * r * squash, y + Math.sin(a) * r, radius * 0.016)
  }
  pen.fill(seeds, lch(0.55, 0.1, 65))
}

const round = (value: number) => Math.round(value * 10) / 10

/** A row of small sunflower heads across the frame, as few shapes as will do. */
export function sunflowerRow(pen: Pen, width: number, y: number, radius: number, petal: Lab): void {
  const { random } = pen
  let petals = ''
  let discs = ''
  let cores = ''
  for (let x = random.between(-radius, radius); x < width + radius; x += radius * random.between(1.5, 1.75)) {
    const cy = y + random.between(-0.4, 0.4) * radius
    const squash = random.between(0.76, 1)
    const turn = random.next()
    const rim: Point[] = Array.from({ length: 26 }, (_, k) => {
      const a = ((k + turn) / 26) * Math.PI * 2
      const r = radius * (k % 2 ? 0.58 : random.between(0.92, 1.06))
      return [x + Math.cos(a) * r * squash, cy + Math.sin(a) * r] as const
    })
    petals += polygon(rim)
    discs += ellipse(x, cy, radius * 0.5 * squash, radius * 0.5)
    cores += ellipse(x, cy, radius * 0.34 * squash, radius * 0.34)
  }
  pen.fill(petals, petal, { fall: 0.5 })
  pen.fill(discs, lch(0.36, 0.07, 50))
  pen.fill(cores, lch(0.27, 0.05, 45))
}

/** A sunflower on its stem, `height` tall. */
export function sunflowerPlant(pen: Pen, x: number, y: number, height: number, petal: Lab): void {
  const { random } = pen
  const lean = random.between(-0.07, 0.07) * height
  const top = y - height
  const stemAt = (t: number) => x + lean * t * t
  pen.line(
    smooth(
      [0, 0.25, 0.5, 0.75, 1].map(t => [stemAt(t), y - height * t] as const),
      false,
    ),
    STEM,
    Math.max(5, height * 0.028),
  )
  for (let i = 0; i < 5; i++) {
    const t = 0.12 + i * 0.15
    const side = i % 2 ? 1 : -1
    const ly = y - height * t
    const lx = stemAt(t)
    const w = height * random.between(0.15, 0.21) * side * (1 - t * 0.35)
    const at = (u: number, v: number) => `${round(lx + w * u)} ${round(ly + height * v)}`
    const tone = lighter(STEM, random.between(-0.06, 0.04))
    pen.fill(
      `M${at(0, 0)}C${at(0.2, -0.1)} ${at(0.7, -0.11)} ${at(1.15, 0.03)}C${at(0.7, 0.05)} ${at(0.25, 0.06)} ${at(0, 0)}Z`,
      tone,
      { fall: 0.7 },
    )
    pen.line(`M${at(0, 0)}Q${at(0.5, -0.04)} ${at(1.05, 0.02)}`, lighter(tone, 0.08), 1.6)
  }
  sunflowerHead(pen, x + lean, top, height * random.between(0.2, 0.235), petal, random.between(-1, 1))
}

export const sunflower: SubjectArt = {
  habitats: ['ground', 'table'],
  scale: 1.2,
  half: 28,
  draw: (pen, { color }) => sunflowerPlant(pen, 0, 0, 84, color ?? lch(0.84, 0.17, 86)),
}

/** A plain meadow flower. */
export function blossom(pen: Pen, x: number, y: number, size: number, petal: Lab): void {
  const { random } = pen
  const count = random.whole(5, 7)
  let d = ''
  const start = random.between(0, 6)
  for (let i = 0; i < count; i++) {
    const a = start + (i / count) * Math.PI * 2
    d += ellipse(x + Math.cos(a) * size * 0.52, y + Math.sin(a) * size * 0.42, size * 0.44, size * 0.38)
  }
  pen.fill(d, petal, { fall: 0.5 })
  pen.fill(ellipse(x, y, size * 0.26, size * 0.22), lch(0.82, 0.15, 88))
}

export const flower: SubjectArt = {
  habitats: ['ground', 'table'],
  scale: 0.9,
  half: 30,
  draw(pen, { color }) {
    const petal =
      color ?? pen.random.pick([lch(0.62, 0.2, 25), lch(0.72, 0.14, 350), lch(0.8, 0.14, 80), lch(0.62, 0.15, 300)])
    for (const [x, h, size] of [
      [-14, 66, 14],
      [13, 78, 15],
      [0, 92, 19],
    ] as const) {
      pen.line(`M${x * 0.3} 0Q${x * 0.4} ${-h * 0.5} ${x} ${-h}`, STEM, 2.2)
      pen.fill(
        `M${x * 0.35} ${-h * 0.3}Q${x * 0.6 + 14} ${-h * 0.5} ${x * 0.5 + 20} ${-h * 0.62}Q${x * 0.5 + 12} ${-h * 0.32} ${x * 0.35} ${-h * 0.3}Z`,
        STEM,
        { fall: 0.6 },
      )
      blossom(pen, x, -h, size, lighter(petal, pen.random.between(-0.04, 0.04)))
    }
  },
}
