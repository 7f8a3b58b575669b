import { type Lab, lch, lighter } from '../../drawing/color.ts'
import { ellipse, polygon } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'

const CANVAS: Lab = [0.95, 0.004, 0.022]
const WOOD = lch(0.45, 0.075, 50)

export const boat: SubjectArt = {
  habitats: ['water'],
  scale: 1.5,
  half: 44,
  draw(pen, { color }) {
    const hull = color ?? pen.random.pick([lch(0.42, 0.1, 25), lch(0.38, 0.08, 250), WOOD])
    pen.line('M2 -8V-100', lch(0.38, 0.05, 55), 1.5)
    pen.line('M2 -16L-34 -14', lch(0.38, 0.05, 55), 1.2)
    pen.fill('M0 -97C-14 -70 -28 -42 -35 -17C-22 -19 -10 -19 0 -18Z', CANVAS, { shade: 0.9 })
    pen.line(
      'M0 -78C-5 -77 -8 -77 -11 -76M0 -60C-8 -59 -14 -58 -19 -57M0 -40C-10 -39 -19 -38 -27 -37',
      lighter(CANVAS, -0.12),
      0.6,
    )
    pen.fill('M4.5 -92C20 -68 32 -42 40 -15C28 -19 14 -20 4.5 -19Z', lighter(CANVAS, -0.02), { shade: 0.9 })
    pen.line('M4 -98L42 -11M0 -98L-38 -11', lch(0.4, 0.03, 60), 0.45)
    pen.fill('M-44 -13C-20 -9 22 -9 50 -15C46 -6 40 1 34 3H-34C-40 -1 -43 -7 -44 -13Z', hull, { fall: 1 })
    pen.line('M-44 -13C-20 -9 22 -9 50 -15', lighter(hull, 0.22), 1.6)
    pen.line('M-42 -7C-20 -4 22 -4 46 -8', CANVAS, 0.9)
    pen.fill(
      polygon([
        [2, -100],
        [14, -97],
        [2, -94],
      ]),
      lch(0.58, 0.19, 28),
    )
    if (pen.light.lamps) {
      pen.glow(ellipse(-30, -16, 12), lch(0.88, 0.12, 80), 0.6)
      pen.fill(ellipse(-30, -16, 1.7), lch(0.92, 0.11, 85), { glows: true })
    }
  },
}

export const rowboat: SubjectArt = {
  habitats: ['water'],
  scale: 0.85,
  half: 60,
  draw(pen, { color }) {
    const hull = color ?? lch(0.5, 0.12, 30)
    pen.fill('M-64 -25C-40 -12 34 -12 64 -27C58 -9 44 3 34 5H-34C-46 3 -58 -9 -64 -25Z', hull, { fall: 1 })
    pen.fill('M-58 -22C-36 -12 32 -12 58 -23C36 -17 -34 -17 -58 -22Z', lighter(WOOD, -0.1))
    pen.line('M-64 -25C-40 -12 34 -12 64 -27', lighter(hull, 0.2), 2.4)
    pen.line('M-8 -20L36 8', lch(0.7, 0.07, 70), 2)
    pen.fill('M32 3L42 8L38 14L28 8Z', lch(0.7, 0.07, 70))
    pen.fill('M-24 -20C-25 -40 -20 -52 -10 -54C2 -52 4 -40 2 -20Z', lch(0.33, 0.06, 265), { shade: 0.8 })
    pen.line('M-6 -46C2 -40 6 -32 6 -24', lch(0.33, 0.06, 265), 5)
    pen.fill(ellipse(-9, -63, 8.5), lch(0.74, 0.07, 55), { shade: 0.8 })
    pen.fill('M-23 -65C-16 -68 0 -68 6 -65C2 -68 0 -74 -9 -75C-17 -74 -18 -68 -23 -65Z', lch(0.78, 0.09, 85))
  },
}
