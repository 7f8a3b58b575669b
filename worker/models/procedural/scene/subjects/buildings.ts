import { type Lab, lch, lighter, mix } from '../../color.ts'
import { ellipse, polygon, rect } from '../path.ts'
import type { Pen } from '../pen.ts'
import type { SubjectArt } from './art.ts'

const WINDOW_LIGHT = lch(0.9, 0.13, 82)
const STONE = lch(0.66, 0.025, 70)
const ROOF = lch(0.45, 0.1, 30)
const WHITE: Lab = [0.95, 0.0, 0.008]
const DARK = lch(0.24, 0.03, 270)

/** A window: lit from inside when lamps are on. */
function pane(pen: Pen, d: string): void {
  if (pen.light.lamps) pen.fill(d, WINDOW_LIGHT, { glows: true })
  else pen.fill(d, lch(0.36, 0.04, 250))
}

export const lighthouse: SubjectArt = {
  places: ['structure', 'ground'],
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

function turret(
  pen: Pen,
  x: number,
  width: number,
  bottom: number,
  top: number,
  wall: Lab,
  roof: Lab,
  flag: boolean,
): void {
  const h = width / 2
  pen.fill(rect(x - h, top, width, bottom - top), wall, { shade: 1.3 })
  const cap = h * 1.28
  pen.fill(rect(x - cap, top - 2.4, cap * 2, 3.6), lighter(wall, -0.04), { shade: 1.2 })
  const peak = top - 2.4 - width * 1.45
  pen.fill(
    polygon([
      [x - cap * 1.05, top - 2.2],
      [x, peak],
      [x + cap * 1.05, top - 2.2],
    ]),
    roof,
    { shade: 1.4 },
  )
  if (flag) {
    pen.line(`M${x} ${peak}V${peak - 8}`, DARK, 0.5)
    pen.fill(
      polygon([
        [x, peak - 8],
        [x + 6.5, peak - 6.2],
        [x, peak - 4.2],
      ]),
      lch(0.55, 0.19, 28),
    )
  }
  for (let y = top + 6; y < bottom - 8; y += 12)
    pane(pen, `M${x - 0.9} ${y + 4}V${y + 1}Q${x} ${y - 0.8} ${x + 0.9} ${y + 1}V${y + 4}Z`)
}

export const castle: SubjectArt = {
  places: ['structure', 'ground'],
  scale: 2.7,
  half: 60,
  draw(pen, { color }) {
    const wall = color ?? lch(0.62, 0.03, 60)
    const roof = color ? lighter(color, -0.2) : lch(0.42, 0.09, pen.random.pick([25, 255, 200]))
    const merlons = (x1: number, x2: number, y: number) => {
      let d = rect(x1, y, x2 - x1, 1.6)
      for (let x = x1; x < x2 - 1; x += 4) d += rect(x, y - 2.6, 2.3, 2.7)
      return d
    }
    turret(pen, -22, 11, 0, -60, lighter(wall, -0.05), roof, false)
    turret(pen, 25, 12, 0, -54, lighter(wall, -0.05), roof, true)
    pen.fill(rect(-14, -66, 30, 66), wall, { shade: 1.2 })
    pen.fill(merlons(-15.5, 17.5, -66), wall, { shade: 1.2 })
    turret(pen, 0, 13, -60, -82, wall, roof, true)
    for (const [x, y] of [
      [-8, -52],
      [1, -54],
      [10, -52],
      [-4, -40],
      [7, -40],
    ] as const)
      pane(pen, `M${x - 1.1} ${y + 5}V${y + 1}Q${x} ${y - 1.2} ${x + 1.1} ${y + 1}V${y + 5}Z`)
    turret(pen, -47, 15, 0, -44, wall, roof, true)
    turret(pen, 49, 15, 0, -40, wall, roof, false)
    pen.fill(rect(-48, -29, 97, 29), lighter(wall, 0.02), { shade: 1 })
    pen.fill(merlons(-48, 49, -30), lighter(wall, 0.02), { shade: 1 })
    turret(pen, -13, 12, 0, -38, lighter(wall, 0.03), roof, false)
    turret(pen, 14, 12, 0, -38, lighter(wall, 0.03), roof, false)
    pen.fill('M-5.5 0V-15Q0 -22.5 5.5 -15V0Z', DARK)
    if (pen.light.lamps) pen.fill('M-4 0V-14Q0 -19.5 4 -14V0Z', lch(0.72, 0.14, 65), { glows: true })
    pen.line('M-3 0V-17M0 0V-19M3 0V-17M-5 -6H5M-5 -11H5', DARK, 0.55)
    for (const x of [-38, -29, 29, 39]) pane(pen, `M${x - 0.8} -13V-18H${x + 0.8}V-13Z`)
  },
}

export const house: SubjectArt = {
  places: ['structure', 'ground'],
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

export const tower: SubjectArt = {
  places: ['structure', 'ground'],
  scale: 2.4,
  half: 16,
  draw(pen, { color }) {
    const wall = color ?? STONE
    turret(pen, 0, 17, 0, -72, wall, ROOF, true)
    pen.fill('M-4 0V-10Q0 -15 4 -10V0Z', DARK)
    for (let i = 0; i < 14; i++) {
      const x = pen.random.between(-7, 4)
      pen.line(`M${x} ${-4 - i * 4.7}h3.4`, lighter(wall, -0.12), 0.6)
    }
  },
}

export const windmill: SubjectArt = {
  places: ['structure', 'ground'],
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
  places: ['structure', 'water', 'ground'],
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
