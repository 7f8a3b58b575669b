import { lch, lighter, mix } from '../../drawing/color.ts'
import type { Point } from '../../drawing/path.ts'
import { mountainRange } from '../landscape/peaks.ts'
import { grass, heightAt, land, ridgeLine, rock } from '../landscape/terrain.ts'
import { broadleaf, PINE, pine, pineRow, SNOW } from '../landscape/trees.ts'
import { lavaFlows, smokeAndGlow } from './eruption.ts'
import { groundOf, leafOf, sprinkleFlowers } from './flora.ts'
import { heavens } from './heavens.ts'
import { type Composed, type Stage, TITLE_ROOM } from './stage.ts'

const ROCK = lch(0.46, 0.035, 275)

/** Ranges one behind the other, with a lake or a valley below and a bank in front. */
export function mountains(stage: Stage): Composed {
  return highland(stage, stage.reading.features.has('water'))
}

/** Still water between wooded banks under mountains. */
export function lake(stage: Stage): Composed {
  return highland(stage, true)
}

function highland(stage: Stage, water: boolean): Composed {
  const { frame, light, random, focusX, snowy, weather } = stage
  const { width, height } = frame
  const horizon = height * (water ? random.between(0.54, 0.6) : random.between(0.6, 0.66))
  const rise = Math.min(horizon * 0.75, 480, stage.reading.title ? horizon - TITLE_ROOM : 480)
  heavens(stage, horizon)
  const summitX = width - focusX + random.between(-60, 60)
  const volcano = stage.reading.features.has('volcano')
  const high =
    volcano || stage.reading.setting === 'mountains' || stage.reading.features.has('mountains') || random.chance(0.5)
  const snow = high ? (snowy ? 0.8 : random.between(0.3, 0.5)) : 0
  for (const [i, depth] of [0.1, 0.26, 0.42].entries()) {
    if (i === 1 && volcano) smokeAndGlow(stage, summitX, horizon - rise + 6, rise)
    const pen = stage.layer('land', depth)
    const wooded = i === 2 && !snowy
    if (high || i === 0) {
      mountainRange(pen, frame, {
        foot: horizon + 6,
        rise: rise * [0.62, 0.5, 0.27][i]! * (high ? 1 : 0.6),
        peaks: [3.4, 3, 4.5][i]!,
        own: wooded ? lch(0.44, 0.05, 165) : ROCK,
        snow: i === 2 ? (snowy ? 0.5 : 0) : snow,
        summit: high && i === 1 ? { x: summitX, height: rise } : undefined,
      })
    } else {
      const line = ridgeLine(frame, random, {
        y: horizon - rise * [0.3, 0.2, 0.1][i]!,
        height: rise * 0.09,
        peaks: 1.4,
        rough: 0.2,
      })
      land(pen, line, horizon + 6, snowy ? lch(0.86, 0.015, 250) : lch(0.46, 0.06, 150))
    }
    if (i === 1 && volcano) lavaFlows(stage, summitX, horizon - rise + 6, rise)
    mist(stage, horizon - rise * (0.24 - i * 0.1), 70, weather === 'fog' ? 0.85 : light.time === 'dawn' ? 0.45 : 0.2)
  }
  const shoreLine = ridgeLine(frame, random, { y: horizon - 12, height: 20, peaks: 1.5, rough: 0.1 })
  pineRow(stage.layer('land', 0.5), shoreLine, snowy ? mix(PINE, SNOW, 0.25) : PINE, 62, 17, horizon + 5)
  if (water) {
    stage.place(
      'water',
      { x: focusX, y: horizon + Math.min(height - horizon, 400) * 0.34, size: 170, depth: 0.7 },
      'front',
    )
    if (weather === 'fog' || light.time === 'dawn')
      mist(stage, horizon + 6, 34, weather === 'fog' ? 0.9 : 0.55, 'front')
  } else meadow(stage, horizon)
  foreground(stage, horizon, water)
  stage.place('air', { x: focusX, y: Math.max(horizon * 0.35, horizon - 340), size: 200, depth: 0.75 }, 'front')
  stage.place('any', { x: focusX, y: height - 70, size: 170, depth: 0.92 }, 'front')
  return {
    sky: 'open',
    horizon,
    water: water
      ? {
          top: horizon,
          color: mix(light.skyMiddle, lch(0.5, 0.06, 220), light.wished.length ? 0.1 : 0.3),
          deep: mix(lighter(light.skyTop, -0.16), lch(0.32, 0.05, 215), light.wished.length ? 0.1 : 0.4),
          roughness: weather === 'storm' ? 0.7 : weather === 'rain' ? 0.42 : 0.16,
          mirror: 0.82,
        }
      : undefined,
  }
}

/** A low bank of mist. */
export function mist(
  stage: Stage,
  y: number,
  thickness: number,
  opacity: number,
  where: 'back' | 'front' = 'back',
): void {
  const { frame, light } = stage
  const pen = stage.layer('light', 0.3, where)
  const color = mix(light.haze, light.skyLow, 0.45)
  const band = (top: number, bottom: number, from: number, to: number) =>
    pen.paint(
      `M-10 ${top}H${frame.width + 10}V${bottom}H-10Z`,
      { color, to: color, opacity: from, toOpacity: to, along: [0, 0, 0, 1] },
      { effect: true },
    )
  band(y - thickness, y, 0, opacity)
  band(y, y + thickness * 0.8, opacity, 0)
}

function meadow(stage: Stage, horizon: number): void {
  const { frame, random } = stage
  const { height } = frame
  const ground = groundOf(stage)
  for (let i = 0; i < 4; i++) {
    const t = i / 4
    const line = ridgeLine(frame, random, {
      y: horizon - 8 + Math.min(height - horizon, 700) * t * 0.55,
      height: 8 + 20 * t,
      peaks: 0.9,
      rough: 0.1,
    })
    land(stage.layer('land', 0.55 + t * 0.3, 'front'), line, height + 5, lighter(ground, 0.05 - 0.03 * i))
  }
}

function foreground(stage: Stage, horizon: number, water: boolean): void {
  const { frame, random, focusX, snowy } = stage
  const { width, height } = frame
  const bank = Math.min(height - horizon, 430)
  const onRight = focusX > width / 2
  const line: Point[] = []
  const count = Math.max(12, Math.min(90, Math.round(width / 80)))
  for (let i = 0; i <= count; i++) {
    const x = -20 + ((width + 40) * i) / count
    const near = Math.max(0, 1 - Math.abs(x - (onRight ? width * 0.86 : width * 0.14)) / Math.max(360, width * 0.62))
    line.push([x, height - bank * (water ? 0.12 + 0.34 * near ** 1.5 : 0.3 + 0.16 * near) - random.between(0, 8)])
  }
  const ground = groundOf(stage)
  const pen = stage.layer('foreground', 0.95, 'front')
  land(pen, line, height + 5, lighter(ground, -0.03), 0.7)
  const edge = onRight ? width * 0.93 : width * 0.07
  const tall = Math.min(560, Math.max(300, horizon * 0.7))
  const trees = stage.layer('foreground', 0.9, 'front')
  for (const [dx, scale] of [
    [0.09, 0.62],
    [-0.1, 0.8],
    [0, 1],
  ] as const) {
    const x = edge + dx * Math.min(width, 1400) * (onRight ? -1 : 1)
    const y = heightAt(line, Math.min(width, Math.max(0, x))) + 14
    if (stage.reading.season === 'autumn') broadleaf(trees, x, y, tall * scale * 0.8, leafOf(stage))
    else pine(trees, x, y, tall * scale, PINE, snowy)
  }
  stage.place('structure', { x: focusX, y: heightAt(line, focusX) + 16, size: 120, depth: 0.86 }, 'front')
  stage.place('ground', { x: focusX, y: heightAt(line, focusX) + 26, size: 175, depth: 0.95 }, 'front')
  const near = stage.layer('foreground', 1, 'front')
  for (let i = 0; i < 5 * Math.max(1, width / 1000); i++) {
    const x = random.next() * width
    rock(
      near,
      x,
      Math.min(height + 6, heightAt(line, x) + random.between(30, 90)),
      random.between(24, 64),
      lch(0.45, 0.02, 260),
    )
  }
  if (snowy) return
  grass(
    near,
    line.map(([x, y]) => [x, Math.min(height + 4, y + 34)] as const),
    lighter(ground, -0.05),
    44,
    150,
  )
  if (stage.reading.features.has('flowers') || stage.reading.season === 'spring' || random.chance(0.4))
    sprinkleFlowers(near, stage, line, 0.7)
}
