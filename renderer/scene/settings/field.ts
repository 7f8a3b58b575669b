import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, type Point, polygon, rect } from '../../drawing/path.ts'
import { grass, heightAt, land, ridgeLine } from '../landscape/terrain.ts'
import { broadleaf, pineRow } from '../landscape/trees.ts'
import { sunflowerPlant, sunflowerRow } from '../subjects/plants.ts'
import { groundOf, leafOf, petalsOf, sprinkleFlowers } from './flora.ts'
import { heavens } from './heavens.ts'
import type { Composed, Stage } from './stage.ts'

/** Rolling country: hills, a line of trees, rows of crops or flowers that run to the horizon, a near verge. */
export function field(stage: Stage): Composed {
  const { frame, random, focusX, snowy, reading } = stage
  const { height } = frame
  const horizon = height * random.between(0.5, 0.57)
  heavens(stage, horizon)
  const ground = groundOf(stage)
  for (const [i, depth] of [0.1, 0.24, 0.38].entries()) {
    const line = ridgeLine(frame, random, { y: horizon - 48 + i * 24, height: 34, peaks: 1 + i * 0.2, rough: 0.15 })
    land(stage.layer('land', depth), line, height + 5, lighter(ground, -0.02 - i * 0.02))
    if (i === 1)
      pineRow(
        stage.layer('land', 0.34),
        line.map(([x, y]) => [x, y + 14] as const),
        snowy ? lch(0.62, 0.03, 200) : mix(leafOf(stage), ground, 0.3),
        30,
        16,
        horizon + 8,
      )
  }
  const sunflowers = reading.subjects.some(s => s.kind === 'sunflower')
  if (sunflowers) stage.drawsItself('sunflower')
  const near: Point[] = ridgeLine(frame, random, { y: horizon + 14, height: 14, peaks: 0.8, rough: 0.1 })
  const pen = stage.layer('land', 0.62)
  land(pen, near, height + 5, ground, 0.7)
  loneTree(stage, near)
  stage.place('structure', { x: focusX, y: heightAt(near, focusX) + 22, size: 112, depth: 0.7 })
  const petals = sunflowers
    ? [reading.subjects.find(s => s.kind === 'sunflower')?.color ?? lch(0.84, 0.17, 86)]
    : petalsOf(stage)
  const flowery = sunflowers || reading.features.has('flowers')
  if (flowery) flowerRows(stage, near, petals, sunflowers)
  else furrows(stage, near, ground)
  if (sunflowers) {
    foregroundSunflowers(stage, petals[0]!)
  } else {
    const verge = ridgeLine(frame, random, {
      y: height - Math.min(80, (height - horizon) * 0.18),
      height: 16,
      peaks: 0.9,
      rough: 0.2,
    })
    stage.place('air', { x: focusX, y: Math.max(horizon * 0.4, horizon - 270), size: 190, depth: 0.85 }, 'front')
    stage.place(
      'ground',
      {
        x: focusX,
        y: horizon + (height - horizon) * 0.52,
        size: Math.min(260, (height - horizon) * 0.62),
        depth: 0.92,
      },
      'front',
    )
    const front = stage.layer('foreground', 0.98, 'front')
    land(front, verge, height + 5, lighter(ground, -0.05), 0.8)
    if (!snowy) {
      grass(
        front,
        verge.map(([x, y]) => [x, y + 22] as const),
        lighter(ground, -0.04),
        62,
        190,
      )
      sprinkleFlowers(front, stage, verge, flowery ? 1.6 : 0.5)
    }
  }
  stage.place('any', { x: focusX, y: horizon + (height - horizon) * 0.55, size: 190, depth: 0.92 }, 'front')
  return { sky: 'open', horizon: horizon + 20 }
}

function loneTree(stage: Stage, line: readonly Point[]): void {
  const { frame, focusX, random, snowy, reading } = stage
  if (reading.subjects.some(s => s.kind === 'tree')) return
  const x = frame.width - focusX + random.between(-70, 70)
  const pen = stage.layer('land', 0.68)
  broadleaf(pen, x, heightAt(line, x) + 12, random.between(150, 210), leafOf(stage), snowy)
  pen.paint(
    ellipse(x - pen.light.side * 50, heightAt(line, x) + 13, 105, 9),
    { color: pen.light.shade, opacity: 0.35 },
    { effect: true },
  )
}

/** Lines that run together towards the horizon. */
function furrows(stage: Stage, line: readonly Point[], ground: Lab): void {
  const { frame, random, focusX } = stage
  const { width, height } = frame
  const pen = stage.layer('land', 0.75)
  const top = heightAt(line, width / 2) + 12
  const vanish = frame.width - focusX
  const gap = random.between(86, 120)
  const count = Math.min(60, Math.ceil((width + 1600) / gap))
  for (let i = -count; i <= count; i += 2) {
    const xb = vanish + i * gap * 1.6
    const xt = vanish + i * gap * 0.16
    pen.fill(
      polygon([
        [xt - 3, top],
        [xt + 4, top],
        [xb + gap * 0.8, height],
        [xb - gap * 0.8, height],
      ]),
      lighter(ground, i % 4 ? 0.035 : -0.035),
      { opacity: 0.6 },
    )
  }
}

/** Rows of blossoms that shrink into the distance. */
function flowerRows(stage: Stage, line: readonly Point[], petals: readonly Lab[], sunflowers: boolean): void {
  const { frame, random } = stage
  const { width, height } = frame
  const top = heightAt(line, width / 2) + 10
  const depth = (height - top) * (sunflowers ? 0.62 : 0.8)
  for (let row = 0; row < 13; row++) {
    const t = (row / 13) ** 1.7
    const pen = stage.layer('land', 0.64 + t * 0.3)
    const y = top + depth * t
    const size = 3.5 + 22 * t
    const leaf = lighter(lch(0.46, 0.1, 135), random.between(-0.03, 0.03))
    let bushes = ''
    let heads = ''
    let eyes = ''
    const step = Math.max(size * 1.7, width / 130)
    for (let x = -step; x < width + step; x += step * random.between(0.75, 1.2)) {
      const yy = y + random.between(-0.6, 0.6) * size
      bushes += ellipse(x, yy + size * 1.1, size * 1.15, size * 1.15)
      heads += ellipse(x, yy, size * 0.82, size * (sunflowers ? 0.8 : 0.6))
      eyes += ellipse(x, yy, size * 0.34, size * 0.33)
    }
    pen.fill(bushes, leaf, { fall: 0.6 })
    if (sunflowers && t > 0.3) {
      sunflowerRow(pen, width, y, size * 1.25, petals[0]!)
    } else {
      pen.fill(heads, petals[row % petals.length]!, { fall: 0.5 })
      if (sunflowers) pen.fill(eyes, lch(0.36, 0.07, 50))
    }
  }
}

/** A few great sunflowers close by, one of them the focus. */
function foregroundSunflowers(stage: Stage, petal: Lab): void {
  const { frame, random, focusX } = stage
  const { width, height } = frame
  const tall = Math.min(600, height * 0.6)
  hedge(stage)
  const spots: [x: number, h: number][] = [
    [focusX, 1],
    [focusX + (focusX > width / 2 ? 210 : -210), 0.72],
    [focusX + (focusX > width / 2 ? -230 : 230), 0.62],
  ]
  for (let x = 60; x < width; x += 210)
    if (spots.every(([sx]) => Math.abs(sx - x) > 130))
      spots.push([x + random.between(-30, 30), random.between(0.42, 0.55)])
  spots.sort((a, b) => a[1] - b[1])
  for (const [x, h] of spots)
    sunflowerPlant(
      stage.layer(h === 1 ? 'subject' : 'foreground', 0.9 + h * 0.1, 'front'),
      x,
      height + 30,
      tall * h,
      petal,
    )
  stage.place('ground', { x: width - focusX, y: height - 60, size: 160, depth: 0.95 }, 'front')
}

/** Leaves and smaller heads that fill the ground between the near stems. */
function hedge(stage: Stage): void {
  const { frame, random } = stage
  const pen = stage.layer('foreground', 0.88, 'front')
  const top = frame.height - Math.min(300, frame.height * 0.28)
  for (let row = 0; row < 4; row++) {
    let d = ''
    for (let x = -30; x < frame.width + 40; x += 34) {
      const s = random.between(0.7, 1.25) * (44 + row * 9)
      const y = top + row * 72 + random.between(-16, 16)
      const lean = random.between(-0.7, 0.7) * s
      d += `M${Math.round(x)} ${Math.round(y + s)}Q${Math.round(x - s * 0.7 + lean)} ${Math.round(y)} ${Math.round(x + lean)} ${Math.round(y - s * 0.7)}Q${Math.round(x + s * 0.7 + lean)} ${Math.round(y)} ${Math.round(x)} ${Math.round(y + s)}Z`
    }
    pen.fill(rect(-10, top + row * 72 + 20, frame.width + 20, 400), lch(0.4, 0.09, 140 - row * 3), { fall: 0.4 })
    pen.fill(d, lighter(lch(0.47, 0.11, 136), 0.05 - row * 0.045), { fall: 0.8 })
  }
}
