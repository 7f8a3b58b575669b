import { lch, lighter } from '../../drawing/color.ts'
import { ellipse, polygon, rect } from '../../drawing/path.ts'
import { blossom } from '../subjects/plants.ts'
import type { Composed, Stage } from './stage.ts'

/** A still life: things on a table before a wall, in the light of a window. */
export function still(stage: Stage): Composed {
  const { frame, random, focusX, light } = stage
  const { width, height } = frame
  const edge = height * random.between(0.62, 0.67)
  windowLight(stage, edge)
  const table = stage.layer('land', 0.85)
  const wood = light.wished[1] ?? lch(0.5, 0.075, 55)
  table.fill(rect(-10, edge, width + 20, height - edge + 10), wood, { fall: 1 })
  table.line(`M-10 ${edge}H${width + 10}`, lighter(wood, 0.14), 5)
  for (let i = 1; i < 6; i++)
    table.line(`M-10 ${edge + (height - edge) * (i / 6) ** 1.5}H${width + 10}`, lighter(wood, -0.07), 2, {
      opacity: 0.6,
    })
  vase(stage, width - focusX + (focusX > width / 2 ? -30 : 30), edge + 46)
  const room = height - edge
  stage.place('table', { x: focusX, y: edge + room * 0.42, size: Math.min(270, height * 0.27), depth: 0.98 }, 'front')
  stage.place('any', { x: focusX, y: edge + room * 0.42, size: Math.min(250, height * 0.25), depth: 0.98 }, 'front')
  if (stage.reading.subjects.length === 0) fruit(stage, focusX, edge + room * 0.4)
  return { sky: 'backdrop', horizon: edge }
}

/** The slanting panes of light that a window throws on the wall. */
function windowLight(stage: Stage, edge: number): void {
  const { light, focusX } = stage
  const pen = stage.layer('light', 0.7)
  pen.glow(ellipse(focusX, edge * 0.55, 560, 480), light.sun, 0.45)
  const x = focusX - 190
  const lean = 90
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 2; c++) {
      const px = x + c * 160
      const py = edge * 0.1 + r * 132
      pen.paint(
        polygon([
          [px, py + 40],
          [px + 140, py],
          [px + 140 + lean * 0.2, py + 112],
          [px + lean * 0.2, py + 152],
        ]),
        { color: light.sun, opacity: 0.26 },
        { effect: true },
      )
    }
  }
}

function vase(stage: Stage, x: number, y: number): void {
  const { random } = stage
  const pen = stage.layer('land', 0.94)
  const glaze = random.pick([lch(0.42, 0.09, 250), lch(0.86, 0.02, 90), lch(0.5, 0.07, 170)])
  pen.paint(ellipse(x - pen.light.side * 46, y, 105, 13), { color: pen.light.shade, opacity: 0.45 }, { effect: true })
  for (let i = 0; i < 7; i++) {
    const a = -Math.PI / 2 + (i - 3) * 0.24
    const h = random.between(150, 230)
    const [ex, ey] = [x + Math.cos(a) * h * 0.8, y - 150 + Math.sin(a) * h * 0.75]
    pen.line(
      `M${x} ${y - 140}Q${x + (ex - x) * 0.2} ${y - 150 + (ey - y + 150) * 0.6} ${ex} ${ey}`,
      lch(0.46, 0.09, 140),
      4,
    )
    blossom(
      pen,
      ex,
      ey,
      random.between(24, 36),
      random.pick([lch(0.85, 0.07, 20), lch(0.72, 0.14, 350), lch(0.93, 0.04, 95)]),
    )
  }
  pen.fill(
    `M${x - 24} ${y - 150}C${x - 20} ${y - 120} ${x - 62} ${y - 100} ${x - 58} ${y - 52}C${x - 54} ${y - 18} ${x - 32} ${y} ${x - 28} ${y}H${x + 28}C${x + 32} ${y} ${x + 54} ${y - 18} ${x + 58} ${y - 52}C${x + 62} ${y - 100} ${x + 20} ${y - 120} ${x + 24} ${y - 150}Z`,
    glaze,
    { shade: 1.5 },
  )
  pen.fill(ellipse(x, y - 150, 24, 6), lighter(glaze, -0.15))
}

function fruit(stage: Stage, x: number, y: number): void {
  const pen = stage.layer('subject', 0.98, 'front')
  for (const [dx, dy, hue, r] of [
    [-70, -14, 28, 50],
    [40, -18, 75, 54],
    [-14, 12, 45, 50],
    [96, 14, 20, 44],
  ] as const) {
    pen.paint(
      ellipse(x + dx - pen.light.side * 22, y + dy + r * 0.9, r * 1.15, r * 0.2),
      { color: pen.light.shade, opacity: 0.5 },
      { effect: true },
    )
    pen.fill(ellipse(x + dx, y + dy, r, r * 0.95), lch(0.66, 0.16, hue), { shade: 1.4 })
    pen.fill(ellipse(x + dx + pen.light.side * r * 0.35, y + dy - r * 0.4, r * 0.2, r * 0.13), [0.97, 0, 0.02], {
      opacity: 0.5,
    })
    pen.line(`M${x + dx} ${y + dy - r * 0.85}q4 -12 12 -18`, lch(0.36, 0.05, 60), 4)
  }
}
