import { lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, polygon, rect } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'
import { DARK, pane, ROOF, WHITE, WINDOW_LIGHT } from './masonry.ts'

export const house: SubjectArt = {
  habitats: ['structure', 'ground'],
  scale: 1.7,
  half: 55,
  draw(pen, { color, snowy }) {
    const wall =
      color ?? pen.random.pick([lch(0.88, 0.03, 80), lch(0.8, 0.05, 60), lch(0.5, 0.09, 35), lch(0.74, 0.04, 220)])
    const roof = snowy ? ([0.96, -0.003, -0.012] as const) : lch(0.42, 0.075, 30)
    pen.fill(rect(20, -92, 10, 34), ROOF, { shade: 1 })
    if (pen.light.time !== 'day' || snowy)
      for (const [x, y, r] of [
        [27, -100, 5],
        [33, -110, 7.5],
        [43, -121, 10],
      ] as const)
        pen.paint(ellipse(x, y, r * 1.2, r * 0.8), { color: pen.tone([0.9, 0, 0]), opacity: 0.28 }, { effect: true })
    pen.fill(rect(-8, -50, 56, 50), wall, { shade: 0.7 })
    pen.fill(
      polygon([
        [-36, -50],
        [-36, 0],
        [-2, 0],
        [-2, -50],
        [-19, -78],
      ]),
      lighter(wall, pen.light.side === -1 ? 0.03 : -0.05),
      { fall: 0.4 },
    )
    pen.fill(
      polygon([
        [-19, -84],
        [36, -84],
        [55, -46],
        [0, -46],
      ]),
      roof,
      { fall: 0.8 },
    )
    pen.fill(
      polygon([
        [-19, -85],
        [-42, -46],
        [-37, -43],
        [-19, -75],
        [-2, -43],
        [3, -46],
      ]),
      lighter(roof, -0.06),
      { fall: 0.5 },
    )
    pen.fill('M-25 0V-24Q-19 -30 -13 -24V0Z', lch(0.36, 0.07, 40))
    pen.fill(ellipse(-15, -11, 1), lch(0.75, 0.1, 85))
    pane(pen, ellipse(-19, -54, 5))
    for (const x of [8, 28]) {
      pane(pen, rect(x, -34, 11, 15))
      pen.line(`M${x + 5.5} -34v15M${x} -26.5h11`, lighter(wall, 0.06), 1)
      pen.line(`M${x - 1} -18.4h13`, lighter(wall, -0.2), 1.6)
    }
  },
}

export const windmill: SubjectArt = {
  habitats: ['structure', 'ground'],
  scale: 2.2,
  half: 42,
  draw(pen, { color }) {
    const wall = color ?? lch(0.86, 0.025, 75)
    pen.fill(
      polygon([
        [-15, 0],
        [-9, -62],
        [9, -62],
        [15, 0],
      ]),
      wall,
      { shade: 1.4 },
    )
    pen.fill('M-10.5 -61C-9 -76 9 -76 10.5 -61Z', lch(0.4, 0.07, 35), { shade: 1 })
    pen.fill('M-4 0V-13Q0 -18 4 -13V0Z', DARK)
    pane(pen, rect(-2, -34, 4, 6))
    pane(pen, rect(-2, -52, 4, 6))
    const angle = pen.random.between(0.2, 1.2)
    for (let i = 0; i < 4; i++) {
      const a = angle + (i * Math.PI) / 2
      const [c, s] = [Math.cos(a), Math.sin(a)]
      const at = (u: number, v: number) => [c * u - s * v, -66 + s * u + c * v] as const
      pen.line(polygon([at(0, 0), at(41, 0)], false), lch(0.34, 0.04, 50), 1.3)
      pen.fill(polygon([at(9, 0.5), at(40, 0.5), at(40, 8), at(9, 8)]), lch(0.93, 0.015, 85))
      for (let u = 9; u <= 40; u += 5.2) pen.line(polygon([at(u, 0), at(u, 8)], false), lch(0.4, 0.03, 50), 0.5)
      pen.line(polygon([at(9, 4), at(40, 4)], false), lch(0.4, 0.03, 50), 0.4)
    }
    pen.fill(ellipse(0, -66, 2.4), DARK)
  },
}

export const bridge: SubjectArt = {
  habitats: ['structure', 'water', 'ground'],
  scale: 1.5,
  half: 190,
  draw(pen, { color }) {
    const stone = color ?? lch(0.64, 0.035, 60)
    let d = 'M-190 -44C-90 -66 90 -66 190 -44V4'
    for (let i = 2; i >= -2; i--)
      d += `H${i * 74 + 29}V-8C${i * 74 + 27} -${44 - Math.abs(i) * 5} ${i * 74 - 27} -${44 - Math.abs(i) * 5} ${i * 74 - 29} -8V4`
    pen.fill(`${d}H-190Z`, stone, { fall: 0.9 })
    for (let i = -2; i <= 2; i++) {
      const rise = 38 - Math.abs(i) * 5
      pen.line(
        `M${i * 74 + 29} -8C${i * 74 + 27} -${rise + 6} ${i * 74 - 27} -${rise + 6} ${i * 74 - 29} -8`,
        lighter(stone, -0.14),
        2,
      )
    }
    pen.line('M-190 -45C-90 -67 90 -67 190 -45', lighter(stone, 0.08), 4)
    for (let x = -180; x <= 180; x += 60) {
      const y = -62 + (x / 190) ** 2 * 16
      pen.line(`M${x} ${y}v-16`, mix(stone, DARK, 0.7), 1.2)
      if (pen.light.lamps) {
        pen.glow(ellipse(x, y - 17, 13), WINDOW_LIGHT, 0.55)
        pen.fill(ellipse(x, y - 17, 2), WINDOW_LIGHT, { glows: true })
      } else pen.fill(ellipse(x, y - 17, 2), WHITE)
    }
  },
}
