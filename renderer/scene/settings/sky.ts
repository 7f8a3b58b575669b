import { lch, lighter, mix } from '../../drawing/color.ts'
import { type Point, underSmooth } from '../../drawing/path.ts'
import { land, puffs, ridgeLine } from '../landscape/terrain.ts'
import { heavens } from './heavens.ts'
import type { Composed, Stage } from './stage.ts'

/** Above a sea of clouds. */
export function sky(stage: Stage): Composed {
  const { frame, light, random, focusX } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.7, 0.76)
  heavens(stage, horizon)
  const peaks = ridgeLine(frame, random, { y: horizon - 10, height: 70, peaks: 1.6, rough: 0.7 })
  land(stage.layer('land', 0.2), peaks, height + 5, lch(0.45, 0.05, 270))
  stage.place('air', { x: focusX, y: horizon * 0.5, size: 300, depth: 0.9 })
  stage.place('any', { x: focusX, y: horizon * 0.62, size: 250, depth: 0.9 })
  for (let i = 0; i < 5; i++) {
    const t = i / 4
    const pen = stage.layer('foreground', 0.3 + t * 0.6)
    const y = horizon + (height - horizon) * t * 0.85
    const line: Point[] = []
    const step = Math.max(60 + t * 90, width / 60)
    for (let x = -step; x <= width + step; x += step) line.push([x, y - random.between(0, 26 + 46 * t)])
    const top = mix(light.cloudLight, light.haze, 0.45 * (1 - t))
    pen.paint(underSmooth(line, height + 20), {
      color: lighter(top, 0.02),
      to: mix(top, light.cloudShade, 0.5),
      along: [0, 0, 0, 1],
    })
    for (let x = random.between(0, 150); x < width; x += step * random.between(1.6, 3))
      puffs(pen, x, y + 8, 150 + 190 * t, top, mix(top, light.cloudShade, 0.35))
  }
  return { sky: 'open', horizon }
}
