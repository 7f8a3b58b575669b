import { lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, smooth } from '../../drawing/path.ts'
import { planet } from '../subjects/airborne.ts'
import type { Composed, Stage } from './stage.ts'

/** Deep space: nebula, stars, a near planet and the rim of a world. */
export function space(stage: Stage): Composed {
  const { frame, light, random, focusX, reading } = stage
  const { width, height } = frame
  const planets = stage.layer('land', 0.5)
  if (!reading.subjects.some(s => s.kind === 'planet')) {
    planet.draw(
      planets.at(
        width - focusX + random.between(-60, 60),
        height * random.between(0.24, 0.34),
        random.between(1.1, 1.7),
      ),
      { snowy: false, habitat: 'space', color: light.wished[1] ?? light.wished[0] },
    )
  }
  planets.paint(ellipse(width * random.between(0.1, 0.9), height * random.between(0.1, 0.3), 17), {
    color: lch(0.75, 0.05, 60),
    to: lch(0.3, 0.03, 280),
    along: [0, 0, 1, 1],
  })
  stage.place('space', { x: focusX, y: height * 0.5, size: 300, depth: 1 })
  stage.place('any', { x: focusX, y: height * 0.58, size: 260, depth: 1 })
  const rim = stage.layer('foreground', 0.95)
  const r = Math.max(width, 1000) * 0.95
  const cx = focusX
  const cy = height + r - Math.min(height * 0.16, 190)
  rim.glow(ellipse(cx, cy, r * 1.09), mix(light.haze, [0.9, -0.02, -0.06], 0.4), 0.9)
  const world = light.wished[0] ?? lch(0.4, 0.08, random.pick([250, 30, 190]))
  rim.paint(ellipse(cx, cy, r), { color: lighter(world, 0.1), to: [0.12, 0.0, -0.02], along: [0.5, 0, 0.5, 0.32] })
  for (let i = 0; i < 9; i++) {
    const y = cy - r + random.between(30, 180)
    const x = cx + random.between(-0.5, 0.5) * width
    rim.paint(
      smooth([
        [x - 130, y],
        [x - 30, y - 12],
        [x + 120, y - 3],
        [x + 20, y + 10],
      ]),
      { color: lighter(world, 0.22), opacity: 0.22 },
    )
  }
  return { sky: 'space', horizon: height }
}
