import { lch } from '../../drawing/color.ts'
import { ellipse, polygon, rect } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'
import { DARK, pane, STONE, WHITE, WINDOW_LIGHT } from './masonry.ts'

export const lighthouse: SubjectArt = {
  habitats: ['structure', 'ground'],
  scale: 2.6,
  half: 20,
  draw(pen, { color }) {
    const band = color ?? lch(0.52, 0.19, 27)
    const lampY = -85
    if (pen.light.lamps || pen.light.hazeAmount > 0.9) {
      const beam = (side: number, reach: number, spread: number) =>
        pen.paint(
          polygon([
            [0, lampY - 1],
            [side * reach, lampY - spread - 8],
            [side * reach, lampY + spread - 8],
            [0, lampY + 1],
          ]),
          {
            color: WINDOW_LIGHT,
            to: WINDOW_LIGHT,
            opacity: 0.62,
            toOpacity: 0,
            along: side > 0 ? [0, 0, 1, 0] : [1, 0, 0, 0],
          },
          { effect: true },
        )
      beam(1, 175, 19)
      beam(-1, 130, 14)
      pen.glow(ellipse(0, lampY, 34), WINDOW_LIGHT, 0.8)
    }
    const edge = (y: number) => 6.4 + (y / -76) * -2.4 + 4 * (1 + y / 76)
    const ring = (from: number, to: number) =>
      polygon([
        [-edge(from), from],
        [-edge(to), to],
        [edge(to), to],
        [edge(from), from],
      ])
    const box = [-10, -76, 10, 0] as const
    for (let i = 0; i < 5; i++) {
      pen.fill(ring(-15.2 * i, -15.2 * (i + 1) - 0.1), i % 2 === 0 ? WHITE : band, { shade: 1.5, box })
    }
    pen.fill(
      polygon([
        [-13, 0],
        [-11, -5],
        [11, -5],
        [13, 0],
      ]),
      STONE,
      { shade: 1.2, box },
    )
    pen.fill(`M-2.8 -5V-11Q0 -15 2.8 -11V-5Z`, DARK)
    for (const y of [-27, -44, -60]) pane(pen, rect(-1.3, y, 2.6, 4.6))
    pen.fill(rect(-8.6, -79.5, 17.2, 2.8), DARK)
    pen.fill(
      polygon([
        [-6.5, -76.5],
        [6.5, -76.5],
        [8, -78],
        [-8, -78],
      ]),
      STONE,
    )
    for (let x = -8; x <= 8; x += 3.2) pen.line(`M${x} -79.5V-83.6`, DARK, 0.5)
    pen.line('M-8.2 -83.6H8.2', DARK, 0.6)
    pane(pen, rect(-4.4, -90, 8.8, 10.6))
    if (pen.light.lamps) pen.fill(ellipse(0, lampY, 2.6), [0.99, 0, 0.03], { glows: true })
    for (const x of [-4.4, -1.5, 1.5, 4.4]) pen.line(`M${x} -79.5V-90`, DARK, 0.55)
    pen.fill('M-5.6 -89.6C-5 -95 -2 -96.6 0 -97C2 -96.6 5 -95 5.6 -89.6Z', band, { shade: 1.2 })
    pen.line('M0 -96.6V-102', DARK, 0.7)
    pen.fill(ellipse(0, -97.2, 1.1), DARK)
    pen.fill(rect(13.5, -9, 15, 9), WHITE, { shade: 1 })
    pen.fill(
      polygon([
        [12, -9],
        [16, -15.5],
        [26, -15.5],
        [30, -9],
      ]),
      band,
      { fall: 0.8 },
    )
    pane(pen, rect(18, -6.6, 2.8, 3.2))
    pane(pen, rect(23, -6.6, 2.8, 3.2))
  },
}
