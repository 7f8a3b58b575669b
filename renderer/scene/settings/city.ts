import { lch, mix } from '../../drawing/color.ts'
import { ellipse } from '../../drawing/path.ts'
import { heavens } from './heavens.ts'
import { mist } from './mountains.ts'
import { skyline } from './skyline.ts'
import type { Composed, Stage } from './stage.ts'
import { facades, lamps, street } from './street.ts'

/** Towers in layers behind a street or quay whose wet ground mirrors their lights, framed by near facades. */
export function city(stage: Stage): Composed {
  const { frame, light, random, focusX, weather, reading } = stage
  const { width, height } = frame
  const horizon = height * random.between(0.64, 0.68)
  const neon = reading.features.has('neon')
  heavens(stage, horizon)
  if (light.lamps) {
    const pen = stage.layer('light', 0.1)
    pen.glow(
      ellipse(width / 2, horizon, Math.max(width * 0.75, 500), Math.min(horizon * 0.75, 520)),
      neon ? lch(0.6, 0.2, 330) : lch(0.72, 0.12, 60),
      neon ? 0.85 : 0.6,
    )
    if (neon) pen.glow(ellipse(width * 0.3, horizon * 0.75, 460, 420), lch(0.58, 0.13, 225), 0.6)
  }
  const tall = Math.min(horizon * 0.86, 640)
  for (const [i, depth] of [0.12, 0.34, 0.58].entries()) {
    skyline(stage, stage.layer('land', depth), horizon + 4, tall * [0.92, 0.74, 0.46][i]!, 34 + i * 24, i, neon)
    mist(stage, horizon - 30, 110, weather === 'fog' ? 0.85 : [0.3, 0.22, 0.12][i]!)
  }
  stage.place('structure', { x: focusX, y: horizon + 6, size: 150, depth: 0.7 })
  facades(stage, horizon, neon)
  lamps(stage, horizon)
  const wet = weather === 'rain' || weather === 'storm' || reading.features.has('water')
  const asphalt = light.time === 'day' && !wet ? lch(0.6, 0.015, 260) : lch(0.36, 0.03, 265)
  if (!wet) street(stage, horizon)
  stage.place('water', { x: focusX, y: horizon + (height - horizon) * 0.4, size: 160, depth: 0.85 }, 'front')
  stage.place('air', { x: focusX, y: horizon - 330, size: 180, depth: 0.8 }, 'front')
  stage.place(
    'any',
    { x: focusX, y: height - Math.min(120, (height - horizon) * 0.3), size: 165, depth: 0.93 },
    'front',
  )
  return {
    sky: 'open',
    horizon,
    water: {
      top: horizon,
      color: mix(light.skyLow, asphalt, 0.7),
      deep: mix(light.skyTop, lch(0.2, 0.03, 265), 0.5),
      roughness: wet ? 0.3 : 0.22,
      mirror: wet ? 0.85 : 0.42,
    },
  }
}
