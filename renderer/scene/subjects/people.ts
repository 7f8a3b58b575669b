import { type Lab, lch, lighter } from '../../drawing/color.ts'
import { ellipse } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'

/** A standing wanderer seen from behind, coat moving in the wind. */
export const person: SubjectArt = {
  habitats: ['ground'],
  scale: 1,
  half: 24,
  draw(pen, { color }) {
    const coat: Lab = color ?? pen.random.pick([lch(0.45, 0.15, 28), lch(0.5, 0.11, 75), lch(0.36, 0.08, 255)])
    const dark = lch(0.28, 0.025, 265)
    pen.fill('M-9 -34L-10 -3C-10 0 -14 0 -15 0H-3L-1 -30ZM2 -30L4 0H14C14 -2 10 -2 10 -4L11 -34Z', dark)
    pen.fill(
      'M-14 -34C-12 -52 -13 -66 -11 -76C-7 -82 7 -82 11 -76C14 -64 13 -50 17 -30C22 -28 25 -30 29 -27C22 -20 6 -19 -15 -24Z',
      coat,
      { shade: 1.1 },
    )
    pen.fill('M-11 -76C-17 -66 -18 -54 -17 -42L-12 -42C-11 -54 -10 -64 -8 -72Z', lighter(coat, -0.05))
    pen.fill('M11 -76C17 -66 18 -54 17 -42L12 -42C11 -54 10 -64 8 -72Z', lighter(coat, -0.02))
    pen.fill(ellipse(-14.5, -41, 2.6), lch(0.72, 0.07, 55))
    pen.fill(ellipse(14.5, -41, 2.6), lch(0.72, 0.07, 55))
    pen.fill(
      'M-7 -79C-3 -76 3 -76 7 -79L13 -74C16 -70 20 -70 23 -72C20 -78 12 -82 7 -83H-7Z',
      lighter(lch(0.7, 0.14, 60), -0.05),
    )
    pen.fill(ellipse(0, -90, 7.4, 8.6), lch(0.35, 0.06, 45), { shade: 0.8 })
  },
}
