import { type Lab, lch, lighter } from '../../drawing/color.ts'
import type { Point } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import { heightAt } from '../landscape/terrain.ts'
import { LEAF } from '../landscape/trees.ts'
import { blossom } from '../subjects/plants.ts'
import type { Stage } from './stage.ts'

/** The colour of open ground in this season. */
export function groundOf(stage: Stage): Lab {
  if (stage.snowy) return lch(0.94, 0.012, 250)
  switch (stage.reading.season) {
    case 'autumn':
      return lch(0.56, 0.1, 80)
    case 'summer':
      return lch(0.62, 0.13, 122)
    case 'spring':
      return lch(0.64, 0.13, 130)
    default:
      return lch(0.55, 0.1, 128)
  }
}

/** The colour of a broad-leaved tree in this season. */
export function leafOf(stage: Stage): Lab {
  if (stage.snowy) return lch(0.9, 0.012, 250)
  const { random } = stage
  switch (stage.reading.season) {
    case 'autumn':
      return random.pick([lch(0.6, 0.16, 45), lch(0.66, 0.15, 70), lch(0.52, 0.16, 30)])
    case 'spring':
      return random.pick([lch(0.84, 0.08, 355), lch(0.7, 0.13, 128), lch(0.88, 0.05, 350)])
    default:
      return lighter(LEAF, random.between(-0.05, 0.05))
  }
}

/** The colours of meadow flowers: those that were asked for, else a harmonious few. */
export function petalsOf(stage: Stage): Lab[] {
  if (stage.light.wished.length > 0) return [...stage.light.wished]
  const hue = stage.random.pick([20, 300, 85, 350])
  return [lch(0.68, 0.17, hue), lch(0.93, 0.03, 95), lch(0.74, 0.13, hue + 40)]
}

/** Flowers scattered below a line, larger towards the viewer. */
export function sprinkleFlowers(pen: Pen, stage: Stage, line: readonly Point[], density: number): void {
  const { frame, random } = stage
  const petals = petalsOf(stage)
  const count = Math.min(260, Math.round(70 * density * Math.max(1, frame.width / 1000)))
  const spots = Array.from({ length: count }, () => {
    const x = random.next() * frame.width
    const top = heightAt(line, x)
    return [x, top + (frame.height - top) * random.next() ** 0.8] as const
  }).sort((a, b) => a[1] - b[1])
  for (const [x, y] of spots) {
    const near = (y - heightAt(line, x)) / Math.max(1, frame.height - heightAt(line, x))
    const size = 7 + 15 * near
    pen.line(`M${Math.round(x)} ${Math.round(y + size * 2)}V${Math.round(y)}`, lch(0.45, 0.1, 135), 1.6 + near)
    blossom(pen, x, y, size, random.pick(petals))
  }
}
