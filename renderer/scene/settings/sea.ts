import { lch, lighter, mix } from '../../drawing/color.ts'
import { land, ridgeLine } from '../landscape/terrain.ts'
import { drawIsland, headland } from './cliffs.ts'
import { heavens } from './heavens.ts'
import { shore, waves } from './shore.ts'
import type { Composed, Stage } from './stage.ts'

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
  const afloat = (y: number) => {
    stage.place('water', { x: boatX, y, size: 190, depth: 0.7 }, 'front')
    stage.place('deep', { x: focusX, y: y + 20, size: 150, depth: 0.8 }, 'front')
  }
  const seaDepth = Math.min(height - horizon, 400)
  stage.place('air', { x: focusX, y: Math.max(horizon * 0.4, horizon - 330), size: 210, depth: 0.75 }, 'front')
  if (storm) waves(stage, horizon, afloat)
  else {
    afloat(horizon + seaDepth * 0.38)
    shore(stage, horizon, snowy)
  }
  stage.place('any', { x: boatX, y: horizon + 120, size: 150, depth: 0.8 }, 'front')
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
