import { lch, lighter } from '../../drawing/color.ts'
import { ellipse } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'

/** A steaming cup on a saucer. */
export const mug: SubjectArt = {
  habitats: ['table'],
  scale: 1,
  half: 66,
  draw(pen, { color }) {
    const glaze =
      color ?? pen.random.pick([lch(0.93, 0.012, 85), lch(0.5, 0.1, 30), lch(0.48, 0.08, 240), lch(0.62, 0.08, 160)])
    const box = [-48, -84, 48, 0] as const
    pen.fill(ellipse(0, -5, 70, 9), lighter(glaze, -0.06), { fall: 0.8 })
    pen.fill(ellipse(0, -7.5, 62, 6.5), lighter(glaze, 0.02))
    pen.line('M44 -66C74 -72 78 -34 40 -26', lighter(glaze, -0.05), 8)
    pen.fill('M-48 -78C-47 -38 -40 -10 -24 -7H24C40 -10 47 -38 48 -78Z', glaze, { shade: 1.6, box })
    pen.fill(ellipse(0, -78, 48, 10), lighter(glaze, 0.03), { shade: 0.6 })
    pen.fill(ellipse(0, -77, 43, 8), lch(0.3, 0.06, 50))
    pen.fill(ellipse(-6, -76, 30, 4.6), lch(0.42, 0.08, 58), { opacity: 0.7 })
    for (const [x, tall] of [
      [-15, 44],
      [2, 62],
      [18, 40],
    ] as const) {
      const wisp = pen.tone([0.97, 0, 0])
      pen.paint(
        `M${x} -84C${x - 13} ${-84 - tall * 0.35} ${x + 14} ${-84 - tall * 0.6} ${x + 1} ${-84 - tall}C${x + 20} ${-84 - tall * 0.62} ${x - 5} ${-84 - tall * 0.3} ${x + 5} -84Z`,
        { color: wisp, to: wisp, opacity: 0, toOpacity: 0.5, along: [0, 0, 0, 1] },
        { effect: true },
      )
    }
  },
}
