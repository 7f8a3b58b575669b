import { lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse } from '../../drawing/path.ts'
import type { SubjectArt } from './art.ts'

export const balloon: SubjectArt = {
  habitats: ['air'],
  scale: 1.5,
  half: 38,
  draw(pen, { color }) {
    const main = color ?? pen.random.pick([lch(0.6, 0.19, 28), lch(0.72, 0.16, 65), lch(0.6, 0.12, 200)])
    const second = mix(main, [0.97, 0, 0.02], 0.8)
    const box = [-36, -62, 36, 26] as const
    pen.line('M-9 27L-6 40M9 27L6 40M-3 27L-3 40M3 27L3 40', lch(0.35, 0.04, 50), 0.7)
    pen.fill('M0 -62C24 -62 36 -44 36 -26C36 -6 18 10 10 27H-10C-18 10 -36 -6 -36 -26C-36 -44 -24 -62 0 -62Z', main, {
      shade: 1.5,
      box,
    })
    pen.fill(
      'M0 -62C-16 -62 -24 -44 -24 -26C-24 -6 -12 10 -6.5 27H-3C-6 8 -11 -8 -11 -26C-11 -44 -7 -62 0 -62Z',
      second,
      { shade: 1.5, box },
    )
    pen.fill('M0 -62C16 -62 24 -44 24 -26C24 -6 12 10 6.5 27H3C6 8 11 -8 11 -26C11 -44 7 -62 0 -62Z', second, {
      shade: 1.5,
      box,
    })
    pen.fill('M-35 -17C-20 -11 20 -11 35 -17L33.4 -11C20 -5 -20 -5 -33.4 -11Z', lighter(main, -0.12), {
      shade: 1.2,
      box,
    })
    if (pen.light.lamps) pen.glow(ellipse(0, 18, 20), lch(0.9, 0.13, 75), 0.75)
    pen.fill('M-7.5 39H7.5L6 49H-6Z', lch(0.48, 0.08, 55), { shade: 1 })
    pen.line('M-7.5 42H7.5', lch(0.38, 0.06, 50), 0.8)
  },
}

export const planet: SubjectArt = {
  habitats: ['space', 'air'],
  scale: 1.9,
  half: 80,
  draw(pen, { color }) {
    const { light, random } = pen
    const globe =
      color ?? random.pick([lch(0.72, 0.1, 65), lch(0.62, 0.12, 30), lch(0.6, 0.1, 250), lch(0.68, 0.09, 180)])
    const tilt = random.between(-0.3, -0.15)
    const ring = (front: boolean) => {
      for (const [rx, width, tone] of [
        [74, 5, 0.05],
        [66, 6.5, -0.03],
        [57, 3, -0.1],
      ] as const) {
        const [c, s] = [Math.cos(tilt), Math.sin(tilt)]
        const ry = rx * 0.22
        let d = ''
        for (let i = 0; i <= 40; i++) {
          const a = (front ? 0 : Math.PI) + (i / 40) * Math.PI
          const [u, v] = [Math.cos(a) * rx, Math.sin(a) * ry]
          d += `${i ? 'L' : 'M'}${(u * c - v * s).toFixed(1)} ${(u * s + v * c).toFixed(1)}`
        }
        pen.line(d, lighter(mix(globe, [0.9, 0, 0.02], 0.45), tone), width, { raw: true, opacity: 0.85 })
      }
    }
    pen.glow(ellipse(0, 0, 72), globe, 0.4)
    ring(false)
    pen.paint(ellipse(0, 0, 44), {
      color: lighter(globe, 0.06),
      to: mix(globe, light.shade, 0.5),
      along: light.side === 1 ? [1, 0, 0, 0.7] : [0, 0, 1, 0.7],
    })
    for (let i = 0; i < 6; i++) {
      const y = -34 + i * 13 + random.between(-3, 3)
      const half = Math.sqrt(Math.max(0, 44 * 44 - y * y)) * 0.985
      const h = random.between(2, 5)
      pen.paint(
        `M${-half} ${y}Q0 ${y + 9} ${half} ${y}L${half * 0.99} ${y + h}Q0 ${y + 9 + h * 1.6} ${-half * 0.99} ${y + h}Z`,
        { color: lighter(globe, random.between(-0.12, 0.1)), opacity: 0.42 },
      )
    }
    const shadow =
      light.side === 1
        ? 'M18 -40.2A44 44 0 1 0 18 40.2A56 56 0 0 1 18 -40.2Z'
        : 'M-18 -40.2A44 44 0 1 1 -18 40.2A56 56 0 0 0 -18 -40.2Z'
    pen.paint(shadow, { color: [0.1, 0, -0.02], opacity: 0.5 })
    ring(true)
  },
}

/** A space walker, drifting. */
export const astronaut: SubjectArt = {
  habitats: ['space', 'air'],
  scale: 1.15,
  half: 48,
  draw(pen, { color }) {
    const suit = color ?? lch(0.9, 0.01, 240)
    const box = [-40, -52, 40, 56] as const
    const shade = { shade: 0.5, box }
    const band = lch(0.62, 0.17, 40)
    pen.line('M18 8C60 30 70 -30 120 -14', lch(0.8, 0.02, 240), 1.6)
    pen.fill('M-25 -24C-30 -20 -30 22 -24 26H24C30 22 30 -20 25 -24Z', lighter(suit, -0.17), shade)
    const limb = (d: string, width: number) => {
      pen.line(d, lighter(suit, -0.1), width + 1.2)
      pen.line(d, suit, width)
    }
    limb('M-16 -14C-32 -10 -40 4 -46 18', 12)
    limb('M16 -14C32 -20 40 -32 44 -44', 12)
    limb('M-9 22C-13 38 -22 46 -20 62', 14)
    limb('M9 22C14 36 24 40 30 54', 14)
    pen.line('M-43 10L-48 23M41 -36L46 -49', band, 12)
    pen.line('M-20.5 58L-20 64M28 50L31 56', lch(0.45, 0.02, 250), 15)
    pen.fill('M-19 -22C-24 -8 -23 18 -15 28H15C23 18 24 -8 19 -22Z', suit, shade)
    pen.fill('M-11 -4H11V9H-11Z', lighter(suit, -0.13))
    pen.fill('M-8 -1H-3V3H-8Z', band, { glows: true })
    pen.fill('M-1 -1H3V3H-1Z', lch(0.75, 0.13, 200), { glows: true })
    pen.line('M-17 18H17', lighter(suit, -0.15), 2)
    pen.fill(ellipse(0, -37, 21, 20), suit, shade)
    pen.fill('M-15 -40C-15 -52 15 -52 15 -40C15 -26 8 -23 0 -23C-8 -23 -15 -26 -15 -40Z', lch(0.3, 0.06, 260), {
      fall: 0.6,
    })
    pen.fill('M-11 -42C-10 -48 -3 -49 1 -48.5C-5 -46 -8 -42 -9 -35C-11 -36 -11.5 -39 -11 -42Z', lch(0.85, 0.07, 70), {
      opacity: 0.75,
    })
  },
}
