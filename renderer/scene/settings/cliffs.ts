import { lch, lighter, mix } from '../../drawing/color.ts'
import { type Point, polygon, smooth, under } from '../../drawing/path.ts'
import { rock } from '../landscape/terrain.ts'
import type { Stage } from './stage.ts'

const CLIFF = lch(0.42, 0.03, 60)
const TURF = lch(0.5, 0.09, 135)

/** Land that comes in from the side of the focal column and ends in a cliff. */
export function headland(stage: Stage, x: number, waterline: number): void {
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
export function drawIsland(stage: Stage, x: number, waterline: number): void {
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
