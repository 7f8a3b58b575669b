import { lch, lighter } from '../../drawing/color.ts'
import { rect } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'
import { DARK, pane, ROOF, STONE, turret } from './masonry.ts'

export const castle: SubjectArt = {
  habitats: ['structure', 'ground'],
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

export const tower: SubjectArt = {
  habitats: ['structure', 'ground'],
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
