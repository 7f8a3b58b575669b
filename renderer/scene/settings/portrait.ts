import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, smooth } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { Composed, Stage } from './stage.ts'

/** Head and shoulders in a stylised manner, eyes closed, hair flowing, before a halo of the accent colour. */
export function portrait(stage: Stage): Composed {
  const { frame, random, light, reading } = stage
  const { width, height } = frame
  const [first, second] = reading.colors
  const hairColor =
    first && first[0] < 0.7
      ? lighter(first, -0.08)
      : random.pick([lch(0.3, 0.05, 40), lch(0.42, 0.09, 45), lch(0.26, 0.03, 280), lch(0.5, 0.12, 40)])
  const accent = second ?? lighter(light.accent, 0.02)
  const unit = Math.min(width, height / 1.12)
  const x = width / 2
  const y = Math.max(height * 0.5, height - unit * 0.52)
  const back = stage.layer('light', 0.8)
  back.paint(ellipse(x, y - unit * 0.09, unit * 0.4), { color: lighter(accent, 0.05), to: accent, along: [0, 0, 0, 1] })
  back.line(ellipse(x, y - unit * 0.09, unit * 0.425), accent, unit * 0.004, { raw: true })
  for (let i = 0; i < 48; i++) {
    const a = (i / 48) * Math.PI * 2
    const [c, s] = [Math.cos(a), Math.sin(a)]
    back.line(
      `M${x + c * unit * 0.44} ${y - unit * 0.09 + s * unit * 0.44}L${x + c * unit * (i % 2 ? 0.47 : 0.5)} ${y - unit * 0.09 + s * unit * (i % 2 ? 0.47 : 0.5)}`,
      accent,
      unit * 0.004,
      { raw: true },
    )
  }
  leaves(stage, back, x, y, unit, accent)
  figure(stage.layer('subject', 1).at(x, y, unit / 400), hairColor, first, accent, reading.masculine)
  return { sky: 'backdrop', horizon: height }
}

function leaves(stage: Stage, pen: Pen, x: number, y: number, unit: number, accent: Lab): void {
  const { random } = stage
  const [wish] = stage.reading.colors
  const green = wish ? mix(wish, lch(0.5, 0.08, 160), 0.25) : lch(0.5, 0.08, 160)
  for (const side of [-1, 1]) {
    for (let i = 0; i < 9; i++) {
      const a = (side > 0 ? 0 : Math.PI) + side * (-0.75 + i * 0.19)
      const r = unit * random.between(0.4, 0.47)
      const [lx, ly] = [x + Math.cos(a) * r, y + unit * 0.1 + Math.sin(a) * r * 0.9]
      const length = unit * random.between(0.12, 0.19)
      const t = a - side * random.between(0.2, 0.7)
      const [c, s] = [Math.cos(t), Math.sin(t)]
      const w = length * 0.2
      const at = (u: number, v: number) => `${(lx + c * u - s * v).toFixed(1)} ${(ly + s * u + c * v).toFixed(1)}`
      pen.fill(
        `M${at(0, 0)}Q${at(length * 0.5, -w * 1.9)} ${at(length, 0)}Q${at(length * 0.5, w * 1.9)} ${at(0, 0)}Z`,
        i % 3 ? lighter(green, random.between(-0.1, 0.06)) : accent,
        { fall: 0.8, raw: true },
      )
      pen.line(`M${at(0, 0)}L${at(length * 0.9, 0)}`, lighter(green, -0.15), 1.4)
    }
  }
}

/** The figure, in units of which the picture is 400 wide; its middle is at the mouth. */
function figure(pen: Pen, hair: Lab, dress: Lab | undefined, accent: Lab, man: boolean): void {
  const skin = pen.random.pick([lch(0.8, 0.06, 58), lch(0.72, 0.075, 55), lch(0.58, 0.08, 52), lch(0.86, 0.045, 50)])
  const shadow = mix(skin, lch(0.45, 0.1, 25), 0.42)
  const robe = dress ? lighter(dress, -0.03) : lch(0.42, 0.09, pen.random.pick([255, 20, 170, 300]))
  if (!man) {
    pen.fill(
      'M-66 -70C-58 -128 58 -128 66 -70C80 -16 70 40 94 92C110 128 108 170 84 206H-84C-104 176 -112 128 -96 92C-70 40 -78 -16 -66 -70Z',
      lighter(hair, -0.05),
      { fall: 0.8 },
    )
  }
  pen.fill('M-150 215C-144 158 -96 134 -48 122H48C96 134 144 158 150 215Z', robe, { shade: 1.1 })
  pen.fill('M-26 40V112C-20 134 20 134 26 112V40Z', shadow)
  pen.fill(
    'M-26 70C-10 92 14 92 26 60V112C40 124 52 124 58 126C40 156 -40 156 -58 126C-46 124 -34 122 -26 112Z',
    skin,
    { shade: 1 },
  )
  pen.fill('M-26 62C-12 84 12 84 26 62V84C14 100 -10 100 -26 84Z', shadow, { opacity: 0.55 })
  pen.fill(
    man
      ? 'M-56 -62C-60 -20 -56 16 -44 42C-34 64 -14 78 0 78C14 78 34 64 44 42C56 16 60 -20 56 -62C48 -112 -48 -112 -56 -62Z'
      : 'M-54 -60C-59 -18 -52 16 -38 42C-28 60 -12 74 0 75C12 74 28 60 38 42C52 16 59 -18 54 -60C46 -112 -46 -112 -54 -60Z',
    skin,
    { shade: 1.3 },
  )
  const s = pen.light.side
  pen.paint(
    `M0 -100C${-s * 60} -104 ${-s * 62} -40 ${-s * 54} -14C${-s * 50} 18 ${-s * 32} 62 0 75C${-s * 8} 60 ${-s * 14} 44 ${-s * 8} 30C${-s * 15} 24 ${-s * 14} 14 ${-s * 6} 6C${-s * 10} -16 ${-s * 12} -60 0 -100Z`,
    { color: shadow, opacity: 0.26 },
  )
  for (const side of [-1, 1]) {
    pen.glow(ellipse(side * 29, 16, 17, 12), lch(0.66, 0.15, 20), 0.5)
    pen.line(
      `M${side * 40} -23C${side * 34} -32 ${side * 22} -33 ${side * 12} -27`,
      lighter(hair, -0.05),
      man ? 4.6 : 3,
    )
    pen.fill(
      `M${side * 39} -9C${side * 32} -19 ${side * 19} -19 ${side * 12} -8C${side * 20} -3 ${side * 32} -3 ${side * 39} -9Z`,
      mix(shadow, accent, 0.25),
      { opacity: 0.55 },
    )
    pen.line(`M${side * 40} -9C${side * 33} -1 ${side * 20} -1 ${side * 12} -6`, lch(0.24, 0.03, 40), 2.6)
    if (!man)
      for (let i = 0; i < 4; i++)
        pen.line(`M${side * (38 - i * 6)} ${-6 + i * 0.8}l${side * (3.2 - i * 0.9)} ${4.6}`, lch(0.24, 0.03, 40), 1.2)
  }
  pen.line(`M${-s * 5} -14C${-s * 8} 0 ${-s * 11} 12 ${-s * 11} 18C${-s * 8} 24 ${s * 2} 24 ${s * 7} 20`, shadow, 2.2)
  const lips = man ? mix(skin, lch(0.5, 0.13, 22), 0.4) : lch(0.55, 0.16, 22)
  pen.fill('M-17 40C-10 35 -4 33.5 0 36C4 33.5 10 35 17 40C10 41 -10 41 -17 40Z', lighter(lips, -0.06))
  pen.fill('M-17 40C-9 41 9 41 17 40C11 50 -11 50 -17 40Z', lips, { fall: 0.6 })
  pen.line('M-18 40C-8 42 8 42 18 40', lighter(lips, -0.2), 1)
  if (man) {
    pen.fill(
      'M-58 -52C-66 -108 -30 -130 8 -126C48 -124 68 -96 58 -50C54 -66 50 -78 40 -84C14 -78 -20 -84 -38 -92C-48 -82 -54 -68 -58 -52Z',
      hair,
      { shade: 1 },
    )
    pen.fill(
      'M-52 4C-50 34 -34 70 0 84C34 70 50 34 52 4C46 26 34 36 22 32C10 26 -10 26 -22 32C-34 36 -46 26 -52 4ZM-14 44C-8 52 8 52 14 44C10 58 -10 58 -14 44Z',
      hair,
      { opacity: 0.88 },
    )
  } else {
    pen.fill(
      'M4 -118C-40 -124 -74 -96 -70 -44C-68 -8 -74 24 -84 52C-96 86 -88 120 -76 140C-66 106 -52 84 -52 44C-60 12 -56 -34 -40 -62C-28 -80 -8 -92 4 -118Z',
      hair,
      { shade: 1 },
    )
    pen.fill(
      'M0 -118C42 -126 76 -94 70 -40C68 -4 78 28 86 56C96 90 88 122 74 144C66 108 54 80 54 44C60 14 58 -30 46 -56C34 -76 12 -88 0 -118Z',
      hair,
      { shade: 1 },
    )
    for (const [x1, w] of [
      [-66, 1],
      [-60, 0.7],
      [64, -1],
      [58, -0.7],
    ] as const) {
      pen.line(
        `M${x1 * 0.35} -112C${x1 * 0.98} -80 ${x1 * 1.0} -20 ${x1 * 1.06} 20C${x1 * 1.3} 70 ${x1 * 1.32 + w * 6} 96 ${x1 * 1.16} 128`,
        lighter(hair, 0.1),
        1.8,
        { opacity: 0.7 },
      )
    }
    for (const side of [-1, 1]) {
      pen.line(`M${side * 51} 22v12`, accent, 1.6, { raw: true })
      pen.fill(
        smooth([
          [side * 51, 34],
          [side * 51 + 6, 44],
          [side * 51, 56],
          [side * 51 - 6, 44],
        ]),
        accent,
        { raw: true },
      )
    }
  }
  pen.line('M-60 128C-40 164 40 164 60 128', accent, 3.4, { raw: true })
  pen.fill(ellipse(0, 158, 8), accent, { raw: true })
}
