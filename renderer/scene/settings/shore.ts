import { lch, lighter, mix } from '../../drawing/color.ts'
import { type Point, polygon, under } from '../../drawing/path.ts'
import { grass, land, rock } from '../landscape/terrain.ts'
import type { Stage } from './stage.ts'

/** Rocks and grass at the viewer's feet. */
export function shore(stage: Stage, horizon: number, snowy: boolean): void {
  const { frame, random, focusX, light } = stage
  const { width, height } = frame
  const left = focusX > width / 2
  const bank = Math.min(height - horizon, 420)
  const pen = stage.layer('foreground', 0.96, 'front')
  const line: Point[] = []
  const count = Math.max(12, Math.min(80, Math.round(width / 90)))
  for (let i = 0; i <= count; i++) {
    const t = i / count
    const side = left ? 1 - t : t
    line.push([-20 + (width + 40) * t, height - bank * (0.05 + 0.3 * side ** 2.2) - random.between(0, 9)])
  }
  const own = snowy ? lch(0.93, 0.012, 245) : lch(0.36, 0.035, 75)
  const foam = line.map(([x, y]) => [x, y - 12 + random.between(-4, 4)] as const)
  pen.paint(polygon([...foam, [width + 20, height], [-20, height]]), {
    color: mix(light.skyLow, [0.98, 0, 0], 0.5),
    opacity: 0.4,
  })
  land(pen, line, height + 5, own)
  for (let i = 0; i < Math.min(26, 9 * Math.max(1, width / 1000)); i++) {
    const t = random.next() ** 1.4
    const x = left ? width * t * 0.75 : width - width * t * 0.75
    const y = height - bank * 0.3 * (1 - t) ** 2 + random.between(8, 34)
    rock(
      pen,
      x,
      Math.min(height + 12, y),
      random.between(30, 105) * (1 - t * 0.5),
      lighter(lch(0.38, 0.025, 60), random.between(-0.06, 0.05)),
    )
  }
  const near = line.map(([x, y]) => [x, Math.max(y + 28, height - 12)] as const)
  if (!snowy)
    grass(
      pen,
      left ? near.slice(0, Math.ceil(count * 0.55)) : near.slice(Math.floor(count * 0.45)),
      lch(0.42, 0.08, 125),
      52,
      120,
    )
}

/**
 * Heaving waves, one ridge behind the other, each with foam along its crests and streaks down its back; `afloat` is
 * called between two of them, with the height at which things float there.
 */
export function waves(stage: Stage, horizon: number, afloat: (y: number) => void): void {
  const { frame, random, light } = stage
  const { width, height } = frame
  const depthOfSea = height - horizon
  const foam = mix(light.skyLow, [0.97, 0, 0], 0.6)
  for (let i = 0; i < 6; i++) {
    const t = (i + 0.5) / 6
    if (i === 3) afloat(horizon + Math.min(depthOfSea, 520) * 0.33)
    const pen = stage.layer('foreground', 0.5 + t * 0.5, 'front')
    const y = horizon + Math.min(depthOfSea, 520) * t ** 1.2
    const swell = 16 + 92 * t
    const length = 150 + 330 * t
    const phase = random.between(0, 6)
    const surge = (x: number) => {
      const a = x / length + phase + 0.35 * Math.sin(x / (length * 1.7) + phase)
      const saw = a - Math.floor(a)
      const rise = saw < 0.68 ? (saw / 0.68) ** 2 : 1 - ((saw - 0.68) / 0.32) ** 0.8
      return rise * (0.6 + 0.4 * Math.sin(a * 1.7 + phase))
    }
    const line: Point[] = []
    const count = Math.min(700, Math.ceil((width + 60) / (length / 26)))
    for (let k = 0; k <= count; k++) {
      const x = -30 + ((width + 60) * k) / count
      line.push([x, y - surge(x) * swell])
    }
    const deep = mix(lighter(light.skyTop, -0.02), lch(0.33, 0.055, 220), 0.5)
    const color = lighter(mix(deep, light.skyLow, 0.24 * (1 - t)), 0.04 - 0.07 * t)
    pen.paint(under(line, height + 10), {
      color: mix(color, light.skyLow, 0.28),
      to: lighter(color, -0.06),
      along: [0, 0, 0, 1],
    })
    const crest: Point[] = line.map(([x, yy]) => [
      x,
      yy + Math.max(0, surge(x) - 0.3) * swell * 0.26 * random.between(0.5, 1.2),
    ])
    pen.paint(polygon([...line, ...crest.toReversed()]), { color: foam, opacity: 0.8 })
    for (let k = 0; k < 34 * Math.max(1, width / 1000); k++) {
      const x = random.next() * width
      const down = random.between(0.15, 1)
      const w = 70 * t * random.between(0.5, 1.2)
      pen.line(
        `M${Math.round(x)} ${Math.round(y - surge(x) * swell + swell * down)}q${Math.round(w / 2)} ${Math.round(-w * 0.16)} ${Math.round(w)} 0`,
        foam,
        2.4 * t + 0.5,
        { raw: true, opacity: 0.26 * (1.2 - down) },
      )
    }
  }
}
