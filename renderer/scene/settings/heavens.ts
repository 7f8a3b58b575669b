import { type Lab, lch, mix } from '../../drawing/color.ts'
import { ellipse, type Point, polygon } from '../../drawing/path.ts'
import { puffs } from '../landscape/terrain.ts'
import type { Stage } from './stage.ts'

/** Puts sun or moon, clouds, rainbow, aurora and far birds into the sky above `horizon` (y). */
export function heavens(stage: Stage, horizon: number): void {
  const { light, reading, weather, random } = stage
  const covered = weather === 'rain' || weather === 'storm' || weather === 'snow'
  const moon = reading.features.has('moon') || (light.time === 'night' && !covered)
  const sun = !moon && (light.time !== 'night' || reading.features.has('sun'))
  if (reading.features.has('aurora')) aurora(stage, horizon)
  if (moon) drawMoon(stage, horizon)
  else if (sun && (!covered || reading.features.has('sun'))) drawSun(stage, horizon)
  drawStars(stage, horizon)
  if (reading.features.has('rainbow')) rainbow(stage, horizon)
  clouds(stage, horizon)
  if (weather === 'storm') lightning(stage, horizon)
  if (reading.features.has('birds') || (light.time !== 'night' && !covered && random.chance(0.45)))
    birds(stage, horizon)
}

/** Where sun or moon stands: across from the focal column, low at dusk and dawn. */
function lightSpot(stage: Stage, horizon: number, height: number): Point {
  const { frame, light, focusX, random } = stage
  const reach = Math.min(frame.width * 0.3, 420)
  const towards = focusX > frame.width / 2 ? -1 : 1
  const x = Math.min(
    frame.width * 0.88,
    Math.max(frame.width * 0.12, focusX + towards * reach + random.between(-30, 30)),
  )
  const y = Math.max(horizon * 0.06, horizon - Math.min(horizon * 0.92, height))
  light.side = x > focusX ? 1 : -1
  light.spot = { x, y }
  return [x, y]
}

function drawSun(stage: Stage, horizon: number): void {
  const { light, random, weather } = stage
  const low = light.time !== 'day'
  const [x, y] = lightSpot(stage, horizon, low ? random.between(70, 150) : random.between(400, 520))
  const pen = stage.layer('light', 0)
  const veiled = weather === 'fog' ? 0.55 : 1
  pen.glow(ellipse(x, y, low ? 560 : 420, low ? 330 : 420), light.sun, 0.55 * veiled)
  pen.glow(ellipse(x, y, 190), mix(light.sun, [1, 0, 0.01], 0.5), 0.8 * veiled)
  const disc: Lab = mix(light.sun, [1, 0, 0.02], low ? 0.2 : 0.8)
  pen.paint(ellipse(x, y, low ? 58 : 44), { color: disc, opacity: weather === 'fog' ? 0.75 : 1 }, { glows: true })
}

function drawMoon(stage: Stage, horizon: number): void {
  const { light, random } = stage
  const [x, y] = lightSpot(stage, horizon, random.between(360, 470))
  const pen = stage.layer('light', 0)
  const r = random.between(46, 62)
  const glow = mix(light.skyLow, light.sun, 0.6)
  pen.glow(ellipse(x, y, r * 6.5), glow, 0.42)
  pen.glow(ellipse(x, y, r * 2.2), light.sun, 0.55)
  const crescent = stage.reading.features.has('moon') ? random.chance(0.35) : random.chance(0.25)
  if (crescent) {
    const s = light.side
    pen.paint(
      `M${x + s * r * 0.25} ${y - r * 0.97}A${r} ${r} 0 1 ${s === 1 ? 1 : 0} ${x + s * r * 0.25} ${y + r * 0.97}A${r * 1.12} ${r * 1.12} 0 0 ${s === 1 ? 0 : 1} ${x + s * r * 0.25} ${y - r * 0.97}Z`,
      { color: light.sun },
      { glows: true },
    )
    return
  }
  pen.paint(ellipse(x, y, r), { color: light.sun }, { glows: true })
  for (const [dx, dy, size] of [
    [-0.3, -0.25, 0.26],
    [0.25, -0.35, 0.16],
    [0.1, 0.2, 0.3],
    [-0.4, 0.3, 0.14],
    [0.5, 0.1, 0.13],
  ] as const) {
    pen.paint(
      ellipse(x + dx * r, y + dy * r, size * r, size * r * 0.9),
      { color: [0.8, 0, 0.01], opacity: 0.35 },
      { effect: true },
    )
  }
}

function clouds(stage: Stage, horizon: number): void {
  const { light, frame, random, weather } = stage
  const pen = stage.layer('cloud', 0.1)
  const span = frame.width / 1000
  const count = Math.min(26, Math.round((1.5 + light.cloudCover * 7) * Math.max(1, span * 0.8)))
  for (let i = 0; i < count; i++) {
    const t = random.next()
    const y = horizon * (0.1 + 0.62 * t)
    const width =
      (weather === 'storm' || weather === 'rain' ? 430 : 270) * random.between(0.55, 1.15) * (1.15 - t * 0.6)
    const thin = mix(light.skyMiddle, light.cloudLight, 0.55 + 0.45 * random.next())
    puffs(pen, frame.width * random.next(), y, width, thin, mix(thin, light.cloudShade, 0.6))
  }
}

function rainbow(stage: Stage, horizon: number): void {
  const { frame } = stage
  const pen = stage.layer('light', 0.2)
  const r = Math.min(frame.width * 0.62, 760)
  for (let i = 0; i < 6; i++) {
    const size = r - i * 17
    const cx = frame.width * 0.46
    pen.line(
      `M${cx - size} ${horizon + 40}A${size} ${size} 0 0 1 ${cx + size} ${horizon + 40}`,
      lch(0.74, 0.15, 25 + i * 54),
      17.5,
      { raw: true, opacity: 0.4 },
    )
  }
}

/** Curtains of polar light. */
function aurora(stage: Stage, horizon: number): void {
  const { frame, random } = stage
  const pen = stage.layer('light', 0)
  for (let band = 0; band < 3; band++) {
    const hue = [155, 170, 320][band]!
    const base = horizon * (0.42 + band * 0.13)
    const phase = random.between(0, 6)
    const count = 190
    const step = frame.width / count
    for (let i = 0; i < count; i++) {
      const x = i * step
      const u = (i / count) * 9.5
      const y = base + Math.sin(u + phase) * 70 + Math.sin(u * 2.2 + phase * 2) * 26
      const flicker = 0.75 + 0.25 * Math.sin(u * 7.3 + phase) + 0.14 * Math.sin(u * 19)
      const h = horizon * (0.3 + 0.13 * Math.sin(u * 3.3 + phase)) * flicker
      pen.paint(
        polygon([
          [x - 1, y],
          [x + step + 1, y],
          [x + step + 1, y - h],
          [x - 1, y - h],
        ]),
        {
          color: lch(0.8, 0.17, hue),
          to: lch(0.6, 0.16, hue + 40),
          opacity: 0.36 * flicker,
          toOpacity: 0,
          along: [0, 1, 0, 0],
        },
        { effect: true },
      )
    }
  }
}

function birds(stage: Stage, horizon: number): void {
  const { frame, random, light } = stage
  const pen = stage.layer('light', 0.35)
  const cx = frame.width - stage.focusX + random.between(-80, 80)
  const cy = horizon * random.between(0.35, 0.55)
  const count = random.whole(5, 9)
  let d = ''
  for (let i = 0; i < count; i++) {
    const s = random.between(7, 15)
    const x = cx + random.between(-130, 130)
    const y = cy + random.between(-60, 60)
    d += `M${x - s * 1.5} ${y - s * 0.5}Q${x - s * 0.6} ${y - s * 0.9} ${x} ${y}Q${x + s * 0.6} ${y - s * 0.9} ${x + s * 1.5} ${y - s * 0.4}Q${x + s * 0.6} ${y - s * 0.55} ${x} ${y + s * 0.22}Q${x - s * 0.6} ${y - s * 0.55} ${x - s * 1.5} ${y - s * 0.5}Z`
  }
  pen.paint(d, { color: mix(light.shade, light.skyMiddle, 0.3) })
}

/** A forked bolt in the far sky, across from the focal subject. */
function lightning(stage: Stage, horizon: number): void {
  const { frame, random, focusX } = stage
  const pen = stage.layer('light', 0.5)
  const bolt = (x: number, y: number, reach: number, width: number): void => {
    let d = `M${Math.round(x)} ${Math.round(y)}`
    let [px, py] = [x, y]
    while (py < reach) {
      px += random.between(-30, 30)
      py += random.between(14, 46)
      d += `L${Math.round(px)} ${Math.round(py)}`
      if (width > 2 && random.chance(0.16)) bolt(px, py, py + random.between(50, 130), width * 0.4)
    }
    pen.line(d, [0.97, 0, -0.03], width * 3.4, { raw: true, opacity: 0.16 })
    pen.line(d, [0.99, 0, -0.012], width, { glows: true })
  }
  const x = frame.width - focusX + random.between(-60, 60)
  pen.glow(ellipse(x, horizon * 0.3, 420, horizon * 0.5), [0.86, 0.005, -0.05], 0.45)
  bolt(x, -10, horizon * 0.9, 4.5)
}

/** Stars as drawn shapes, for the styles that draw their sky. */
function drawStars(stage: Stage, horizon: number): void {
  const { frame, random, light } = stage
  if (light.stars < 0.2) return
  const pen = stage.layer('cloud', 0.6)
  const count = Math.min(420, Math.round(52 * light.stars * Math.max(1, (frame.width * horizon) / 6e5)))
  let dots = ''
  let sparks = ''
  for (let i = 0; i < count; i++) {
    const [x, y] = [random.next() * frame.width, random.next() ** 1.2 * horizon * 0.86]
    if (random.chance(0.84)) dots += ellipse(x, y, random.between(1.2, 2.9))
    else {
      const r = random.between(6, 11)
      const q = r * 0.2
      sparks += polygon([
        [x, y - r],
        [x + q, y - q],
        [x + r, y],
        [x + q, y + q],
        [x, y + r],
        [x - q, y + q],
        [x - r, y],
        [x - q, y - q],
      ])
    }
  }
  const color = mix(light.sun, [0.97, 0, 0.01], 0.5)
  for (const d of [dots, sparks]) if (d) pen.paint(d, { color }, { glows: true })
}
