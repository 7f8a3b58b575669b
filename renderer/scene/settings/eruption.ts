import { lch, mix } from '../../drawing/color.ts'
import { ellipse, type Point, polygon, smooth } from '../../drawing/path.ts'
import type { Stage } from './stage.ts'

/** Smoke that drifts from the summit at (x, y), and the glow of fire on it; goes behind the mountain. */
export function smokeAndGlow(stage: Stage, x: number, y: number, rise: number): void {
  const { random, light } = stage
  const smoke = stage.layer('light', 0.4)
  const drift = -light.side
  const ash = mix(light.skyMiddle, lch(0.3, 0.02, 40), 0.6)
  for (let i = 0; i < 9; i++) {
    const t = i / 8
    const r = 34 + 78 * t
    smoke.paint(ellipse(x + drift * (t ** 1.5 * 210) + random.between(-18, 18), y - 14 - t * 210, r, r * 0.78), {
      color: mix(ash, lch(0.62, 0.14, 45), 0.5 * (1 - t) ** 2),
      opacity: 0.9 - 0.35 * t,
    })
  }
  smoke.glow(ellipse(x, y, rise * 0.55, rise * 0.42), lch(0.68, 0.2, 40), 0.8)
}

/** Fire in the crater at (x, y), lava down the slopes and sparks above; goes before the mountain. */
export function lavaFlows(stage: Stage, x: number, y: number, rise: number): void {
  const { random } = stage
  const fire = stage.layer('land', 0.45)
  const lava = lch(0.72, 0.2, 45)
  fire.paint(
    polygon([
      [x - 30, y + 26],
      [x - 17, y - 3],
      [x - 5, y + 6],
      [x + 8, y - 4],
      [x + 19, y + 2],
      [x + 32, y + 28],
    ]),
    { color: lava, to: lch(0.6, 0.22, 32), along: [0, 0, 0, 1] },
    { glows: true },
  )
  for (const [dx, reach] of [
    [-10, 0.5],
    [4, 0.66],
    [16, 0.42],
  ] as const) {
    const flow: Point[] = [0, 0.25, 0.5, 0.75, 1].map(t => [
      x + dx * (1 + t * 2.4) + (t > 0 ? random.between(-9, 9) : 0),
      y + 10 + rise * reach * t,
    ])
    fire.line(smooth(flow, false), lch(0.62, 0.22, 33), 11, { glows: true })
    fire.line(smooth(flow, false), lch(0.84, 0.16, 70), 4.5, { glows: true })
  }
  let sparks = ''
  for (let i = 0; i < 34; i++) {
    const a = -Math.PI / 2 + random.between(-0.75, 0.75)
    const r = random.between(20, 170)
    sparks += ellipse(x + Math.cos(a) * r, y + Math.sin(a) * r + r * r * 0.0009, random.between(1.4, 4))
  }
  fire.paint(sparks, { color: lch(0.84, 0.16, 65) }, { glows: true })
}
