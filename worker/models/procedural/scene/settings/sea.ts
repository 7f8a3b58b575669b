import { lch, lighter, mix } from '../../color.ts'
import { type Point, polygon, smooth, under } from '../path.ts'
import type { Composed, Stage } from '../stage.ts'
import { grass, land, ridgeLine, rock } from '../terrain.ts'
import { heavens } from './heavens.ts'

const CLIFF = lch(0.42, 0.03, 60)
const TURF = lch(0.5, 0.09, 135)

/** Open water with far coasts, a headland or an island for what stands on land, and rocks in front. */
export function sea(stage: Stage): Composed {
  const { frame, light, random, weather, focusX, snowy } = stage
  const { width, height } = frame
  const storm = weather === 'storm'
  const horizon = height * random.between(0.57, 0.63)
  heavens(stage, horizon)
  for (const [depth, rise, peaks] of [
    [0.06, 60, 2.2],
    [0.2, 38, 1.6],
  ] as const) {
    const line = ridgeLine(frame, random, { y: horizon, height: rise, peaks, rough: 0.5 }).map(
      ([x, y]) => [x, Math.min(horizon + 6, y + Math.abs(x - (width - focusX)) * -0.02 + 20)] as const,
    )
    land(stage.layer('land', depth), line, horizon + 4, lch(0.45, 0.04, 200))
  }
  const island = stage.reading.features.has('island')
  if (stage.wants('structure') || stage.wants('ground')) {
    if (island || random.chance(0.25)) drawIsland(stage, focusX, horizon + 6)
    else headland(stage, focusX, horizon + 8)
  }
  const boatX = stage.wants('structure') ? width - focusX : focusX
  stage.place(
    'water',
    { x: boatX, y: horizon + Math.min(height - horizon, 400) * 0.38, size: 190, depth: 0.7 },
    'front',
  )
  stage.place('air', { x: focusX, y: Math.max(horizon * 0.4, horizon - 330), size: 210, depth: 0.75 }, 'front')
  stage.place('deep', { x: focusX, y: horizon + 150, size: 150, depth: 0.8 }, 'front')
  stage.place('any', { x: boatX, y: horizon + 120, size: 150, depth: 0.8 }, 'front')
  if (storm) waves(stage, horizon)
  else shore(stage, horizon, snowy)
  const surface = mix(light.skyLow, lch(0.5, 0.08, 225), light.wished.length ? 0.25 : 0.4)
  return {
    sky: 'open',
    horizon,
    water: {
      top: horizon,
      color: mix(surface, light.skyMiddle, 0.35),
      deep: mix(lighter(light.skyTop, -0.12), lch(0.3, 0.06, 230), light.wished.length ? 0.15 : 0.4),
      roughness: storm ? 0.95 : weather === 'rain' ? 0.6 : 0.42,
      mirror: storm ? 0.35 : 0.66,
    },
  }
}

/** Land that comes in from the side of the focal column and ends in a cliff. */
function headland(stage: Stage, x: number, waterline: number): void {
  const { frame, snowy } = stage
  const right = x > frame.width / 2
  const sign = right ? 1 : -1
  const edge = right ? frame.width + 30 : -30
  const reach = Math.abs(edge - x)
  const top = waterline - 92
  const crest: Point[] = [
    [x - sign * 165, waterline],
    [x - sign * 150, waterline - 22],
    [x - sign * 128, waterline - 34],
    [x - sign * 112, top + 22],
    [x - sign * 84, top + 8],
    [x - sign * 40, top],
    [x + sign * 55, top - 2],
    [x + sign * Math.min(reach, 190), top - 22],
    [x + sign * Math.min(reach, 320), top - 34],
    [edge, top - 48],
  ]
  const pen = stage.layer('land', 0.62)
  pen.fill(
    under(
      crest.toSorted((a, b) => a[0] - b[0]),
      waterline,
    ),
    CLIFF,
    { fall: 1.1 },
  )
  cracks(stage, pen, x - sign * 120, edge, top, waterline)
  const turf = crest.slice(3)
  const hem: Point[] = turf.map(([px, py], i) => [px + sign * (i ? 4 : 10), py + 17 + (i % 2) * 13] as const)
  pen.fill(polygon([...turf, ...hem.toReversed()]), snowy ? [0.94, -0.004, -0.012] : TURF, { fall: 0.5 })
  stage.place('structure', { x, y: top + 6, size: 150, depth: 0.72 })
  stage.place('ground', { x: x + sign * 20, y: top + 10, size: 92, depth: 0.75 })
  foot(stage, x - sign * 150, edge, waterline)
}

/** A rocky island round the focal column. */
function drawIsland(stage: Stage, x: number, waterline: number): void {
  const { random, snowy } = stage
  const pen = stage.layer('land', 0.62)
  const half = stage.wants('structure') ? 330 : 250
  const top = waterline - 105
  const crest: Point[] = [
    [x - half, waterline],
    [x - half * 0.88, waterline - 30],
    [x - half * 0.78, waterline - 38],
    [x - half * 0.62, top + 30],
    [x - half * 0.48, top + 8],
    [x - half * 0.2, top],
    [x + half * 0.3, top + 2],
    [x + half * 0.5, top + 14],
    [x + half * 0.66, top + 48],
    [x + half * 0.85, waterline - 26],
    [x + half, waterline],
  ]
  pen.fill(under(crest, waterline), CLIFF, { fall: 1.1 })
  cracks(stage, pen, x - half * 0.8, x + half * 0.8, top, waterline)
  const turf = crest.slice(3, 9)
  const hem = turf.map(([px, py], i) => [px, py + 14 + (i % 2) * 12 * random.between(0.7, 1.4)] as const)
  pen.fill(polygon([...turf, ...hem.toReversed()]), snowy ? [0.94, -0.004, -0.012] : TURF, { fall: 0.5 })
  stage.place('structure', { x, y: top + 8, size: 128, depth: 0.72 })
  stage.place('ground', { x, y: top + 10, size: 92, depth: 0.75 })
  foot(stage, x - half, x + half, waterline)
}

/** Vertical cracks and ledges in a cliff face. */
function cracks(
  stage: Stage,
  pen: ReturnType<Stage['layer']>,
  from: number,
  to: number,
  top: number,
  waterline: number,
): void {
  const { random } = stage
  const [x1, x2] = [Math.min(from, to), Math.max(from, to)]
  const count = Math.min(46, Math.round((x2 - x1) / 16))
  for (let i = 0; i < count; i++) {
    const x = x1 + (x2 - x1) * ((i + random.next()) / count)
    const y = top + 42 + random.next() * (waterline - top - 60)
    const h = random.between(10, 30)
    const w = random.between(5, 15)
    pen.paint(
      polygon([
        [x, y],
        [x + w, y + h * 0.25],
        [x + w * 0.7, y + h],
        [x - w * 0.4, y + h * 0.85],
      ]),
      {
        color: i % 3 ? pen.light.shade : pen.light.sun,
        opacity: i % 3 ? 0.3 : 0.13,
      },
    )
  }
}

/** Boulders and foam where cliff meets water. */
function foot(stage: Stage, from: number, to: number, waterline: number): void {
  const { random, light } = stage
  const pen = stage.layer('land', 0.66)
  const [x1, x2] = [Math.min(from, to), Math.max(from, to)]
  const count = Math.min(30, Math.round((x2 - x1) / 34))
  for (let i = 0; i < count; i++)
    rock(
      pen,
      x1 + (x2 - x1) * random.next(),
      waterline + 2,
      random.between(16, 46),
      lighter(CLIFF, random.between(-0.07, 0.03)),
    )
  const foam = stage.layer('foreground', 0.8, 'front')
  const line: Point[] = []
  for (let i = 0; i <= 24; i++) line.push([x1 - 30 + ((x2 - x1 + 60) * i) / 24, waterline - 4 + random.between(-3, 3)])
  const below = line.map(([x, y]) => [x, y + random.between(5, 12)] as const).toReversed()
  foam.paint(smooth([...line, ...below]), { color: mix(light.skyLow, [0.98, 0, 0], 0.55), opacity: 0.6 })
}

/** Rocks and grass at the viewer's feet. */
function shore(stage: Stage, horizon: number, snowy: boolean): void {
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

/** Heaving waves, one ridge behind the other, each with foam along its crests and streaks down its back. */
function waves(stage: Stage, horizon: number): void {
  const { frame, random, light } = stage
  const { width, height } = frame
  const depthOfSea = height - horizon
  const foam = mix(light.skyLow, [0.97, 0, 0], 0.6)
  for (let i = 0; i < 6; i++) {
    const t = (i + 0.5) / 6
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
