import { type Lab, lch, lighter, mix } from '../../drawing/color.ts'
import { ellipse, smooth } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'
import type { SubjectArt } from './art.ts'

const CREAM: Lab = [0.95, 0.004, 0.02]
const INK: Lab = [0.2, 0.005, -0.01]

/** A sitting fox or wolf in profile. */
function canine(pen: Pen, coat: Lab, under: Lab, socks: Lab): void {
  const box = [-60, -105, 38, 0] as const
  const shade = { shade: 1, box }
  pen.fill(
    'M-14 -3C-32 7 -62 1 -64 -24C-65 -36 -60 -46 -53 -50C-53 -41 -48 -31 -39 -25C-31 -19 -22 -17 -14 -15Z',
    coat,
    shade,
  )
  pen.fill('M-64 -24C-65 -36 -60 -46 -53 -50C-53 -44 -51 -38 -47 -33C-53 -33 -59 -30 -64 -24Z', under, shade)
  pen.fill('M8 -84C-6 -73 -9 -59 -17 -45C-28 -30 -31 -9 -23 0H14L16 -30L24 -50C27 -58 26 -64 22 -68Z', coat, shade)
  pen.fill('M-24 0C-31 -11 -26 -29 -13 -31C0 -32 6 -18 3 -8C2 -3 0 0 -2 0Z', lighter(coat, -0.035), shade)
  pen.fill('M-6 -7C2 -8 8 -5 9 0H-8C-9 -3 -8 -6 -6 -7Z', socks)
  pen.fill('M24 -66C30 -54 28 -43 21 -33C14 -38 11 -52 14 -64Z', under, shade)
  pen.fill('M9 -42C8 -26 9 -14 8 -6L6 0H15L17 -6C18 -18 21 -28 22 -38Z', lighter(coat, -0.02), shade)
  pen.fill('M9 -17L8 -6L6 0H15L17 -6L18 -15Z', socks)
  pen.fill('M17 -40C17 -26 18 -14 18 -6L17 0H26C26 -3 25 -5 23 -6C23 -18 24 -28 25 -40Z', coat, shade)
  pen.fill('M18 -18L18 -6L17 0H26C26 -3 25 -5 23 -6L23 -17Z', socks)
  pen.fill('M9 -88L7 -107C12 -104 17 -99 19 -92Z', lighter(coat, -0.06), shade)
  pen.fill('M9.5 -92L8.5 -104C12 -102 14.5 -98 16 -93Z', socks)
  pen.fill(
    'M39 -73C37 -68 31 -64 24 -63C14 -61 5 -65 3 -74C2 -81 5 -88 10 -91C14 -94 22 -95 27 -92C31 -86 34 -79 39 -76Z',
    coat,
    shade,
  )
  pen.fill('M20 -92L25 -108C29 -104 31 -97 30 -89Z', coat, shade)
  pen.fill('M23 -94L25.5 -103C27.5 -100 28.5 -96 28 -92Z', socks)
  pen.fill('M39 -73C37 -68 31 -64 24 -63C17 -62 11 -63 7 -67C12 -68 16 -71 20 -74C27 -77 33 -76 39 -73Z', under, shade)
  pen.fill('M24 -82C25.5 -84 28.5 -84 30 -82C28.5 -80.6 25.5 -80.6 24 -82Z', INK)
  pen.fill(ellipse(38, -74.6, 2.1, 1.8), INK)
}

export const fox: SubjectArt = {
  habitats: ['ground'],
  scale: 0.95,
  half: 62,
  draw: (pen, { color }) =>
    canine(
      pen,
      color && color[0] > 0.3 ? mix(color, lch(0.64, 0.17, 48), 0.55) : lch(0.64, 0.17, 48),
      CREAM,
      lch(0.27, 0.03, 40),
    ),
}

export const wolf: SubjectArt = {
  habitats: ['ground'],
  scale: 1.15,
  half: 62,
  draw: (pen, { color }) => canine(pen, color ?? lch(0.52, 0.012, 260), lch(0.84, 0.008, 250), lch(0.36, 0.012, 265)),
}

export const bear: SubjectArt = {
  habitats: ['ground'],
  scale: 1.35,
  half: 76,
  draw(pen, { color, snowy }) {
    const coat = color ?? (snowy ? lch(0.93, 0.015, 90) : lch(0.38, 0.05, 50))
    const far = lighter(coat, -0.07)
    const shade = { shade: 1, box: [-78, -100, 78, 0] as const }
    pen.fill('M-44 -40C-46 -22 -44 -10 -46 0H-28C-26 -14 -24 -26 -20 -38Z', far, shade)
    pen.fill('M20 -40C24 -24 26 -12 24 0H42C42 -16 44 -30 42 -44Z', far, shade)
    pen.fill(
      'M-70 -52C-74 -78 -46 -96 -16 -88C4 -98 30 -92 42 -82C52 -84 64 -78 70 -68C78 -64 84 -58 82 -53C78 -48 66 -46 58 -46C50 -38 40 -32 30 -32C4 -26 -26 -24 -44 -30C-58 -32 -68 -40 -70 -52Z',
      coat,
      shade,
    )
    pen.fill('M-70 -54C-76 -34 -68 -16 -68 0H-46C-46 -12 -38 -24 -34 -34Z', coat, shade)
    pen.fill('M4 -44C2 -24 4 -12 0 0H22C24 -14 32 -26 34 -40Z', coat, shade)
    pen.fill(ellipse(46, -82, 6.5, 7), lighter(coat, -0.03), shade)
    pen.fill(ellipse(57, -80, 6, 6.5), coat, shade)
    pen.fill(ellipse(57.5, -79, 3, 3.5), far)
    pen.fill(
      smooth([
        [66, -66],
        [76, -64],
        [83, -58],
        [80, -51],
        [68, -49],
        [62, -56],
      ]),
      lighter(coat, 0.08),
      shade,
    )
    pen.fill(ellipse(82, -58.5, 3.2, 2.6), INK)
    pen.fill(ellipse(64.5, -69, 1.7), INK)
  },
}

export const whale: SubjectArt = {
  habitats: ['deep', 'water', 'space', 'air'],
  scale: 2,
  half: 110,
  draw(pen, { color, habitat }) {
    const skin = color ?? lch(0.36, 0.065, 255)
    const belly = mix(skin, [0.95, -0.005, -0.005], 0.75)
    if (habitat === 'water') return breaching(pen, skin, belly)
    const shade = { fall: 1.2 }
    pen.fill('M46 20C52 38 66 46 80 48C76 38 70 26 62 16Z', lighter(skin, -0.09))
    pen.fill(
      'M100 2C98 -20 66 -36 20 -34C-14 -33 -46 -18 -70 -6C-76 -4 -82 -6 -86 -10C-90 -24 -102 -33 -116 -34C-110 -24 -106 -14 -103 -6C-108 3 -114 10 -121 15C-108 18 -94 12 -86 3C-76 9 -44 25 -10 31C34 39 92 36 100 2Z',
      skin,
      shade,
    )
    pen.fill('M99 8C84 10 48 12 16 22C4 26 -6 28 -12 30C30 40 88 38 99 8Z', belly, { fall: 0.8 })
    for (let i = 0; i < 6; i++) {
      pen.line(
        `M${95 - i * 2.2} ${13 + i * 3.4}C${70 - i * 3} ${15 + i * 3.6} ${45 - i} ${18 + i * 3} ${18 - i * 2} ${25 + i * 1.6}`,
        lighter(belly, -0.16),
        0.8,
      )
    }
    pen.line('M99 5C84 6 72 9 62 15', lighter(skin, -0.14), 1.1)
    pen.fill('M-26 -27C-30 -34 -38 -37 -44 -36C-42 -31 -41 -27 -42 -19Z', lighter(skin, -0.03))
    pen.fill('M36 17C30 36 14 50 -6 55C-5 43 2 26 16 13C24 9 34 10 36 17Z', lighter(skin, -0.04), { fall: 1 })
    pen.fill(ellipse(66, 6, 3.1, 2.4), [0.93, 0, 0.01])
    pen.fill(ellipse(66.6, 6.3, 1.9), INK)
    pen.line('M60 2C64 -0.5 69 0 72 3', lighter(skin, -0.15), 0.9)
    for (let i = 0; i < 16; i++) {
      const x = pen.random.between(-30, 80)
      pen.fill(
        ellipse(
          x,
          pen.random.between(-27, -8) + Math.abs(x - 20) * 0.16,
          pen.random.between(0.8, 2.2),
          pen.random.between(0.6, 1.4),
        ),
        lighter(skin, 0.1),
      )
    }
  },
}

/** The whale as it is seen from a boat: back, blow and flukes above the water. */
function breaching(pen: Pen, skin: Lab, belly: Lab): void {
  const spray = pen.tone([0.96, -0.005, -0.01])
  for (let i = 0; i < 26; i++) {
    const t = pen.random.next()
    const spread = t ** 1.4 * 17
    pen.paint(ellipse(62 + pen.random.between(-spread, spread), -34 - t * 48, 2 + t * 4.2, 2 + t * 3.6), {
      color: spray,
      opacity: 0.5 - t * 0.32,
    })
  }
  pen.fill('M-2 4C12 -26 46 -42 78 -28C96 -20 106 -6 110 4Z', skin, { fall: 1 })
  pen.fill('M74 4C84 -8 98 -8 110 4Z', belly)
  pen.fill(ellipse(86, -9, 2), INK)
  pen.fill(
    'M-92 4C-86 -20 -82 -38 -84 -54C-98 -52 -112 -60 -120 -76C-104 -80 -90 -76 -80 -66C-70 -78 -56 -82 -40 -78C-48 -62 -60 -53 -74 -54C-70 -36 -64 -18 -58 4Z',
    skin,
    { fall: 1 },
  )
  for (const x of [-75, 54]) pen.paint(ellipse(x, 4, 44, 3.4), { color: spray, opacity: 0.55 })
}

export const gull: SubjectArt = {
  habitats: ['air'],
  scale: 0.42,
  half: 60,
  draw(pen, { color }) {
    const body = color ?? [0.95, 0, 0]
    const dark = color ? lighter(color, -0.22) : lch(0.42, 0.015, 255)
    pen.fill('M-4 -4C-20 -32 -44 -44 -72 -40C-56 -32 -40 -16 -24 4Z', lighter(body, -0.08))
    pen.fill('M-72 -40C-62 -43 -54 -42 -48 -40C-52 -36 -54 -34 -56 -32C-62 -36 -66 -38 -72 -40Z', dark)
    pen.fill(
      'M-34 8C-20 -4 6 -10 26 -8C34 -12 44 -10 47 -4C40 4 20 12 -4 12C-16 14 -30 18 -42 20C-42 16 -38 11 -34 8Z',
      body,
      { fall: 0.8 },
    )
    pen.fill('M-12 -2C0 -30 28 -52 62 -58C52 -42 36 -16 14 4C4 8 -8 6 -12 -2Z', body, { fall: 0.8 })
    pen.fill('M62 -58C52 -56 44 -53 37 -49C40 -45 43 -42 47 -38C53 -45 58 -52 62 -58Z', dark)
    pen.fill('M46 -6C51 -6 55 -4 57 -1C53 0 48 0 44 -1Z', lch(0.76, 0.15, 72))
    pen.fill(ellipse(40, -6, 1.5), INK)
  },
}

export const fish: SubjectArt = {
  habitats: ['deep', 'water'],
  scale: 0.75,
  half: 66,
  draw(pen, { color }) {
    const { random } = pen
    const skin = color ?? lch(0.7, 0.15, random.pick([35, 65, 90, 330, 255, 20]))
    const fin = lighter(mix(skin, lch(0.62, 0.17, 40), 0.35), -0.05)
    pen.fill('M-34 0C-48 -10 -58 -28 -70 -34C-68 -18 -62 -6 -62 0C-62 8 -68 20 -70 36C-58 28 -48 12 -34 0Z', fin, {
      fall: 0.8,
    })
    pen.fill('M26 -24C12 -48 -18 -50 -34 -38C-30 -30 -26 -22 -22 -14Z', fin, { fall: 0.8 })
    pen.fill('M8 24C0 40 -16 42 -26 36C-22 30 -18 24 -16 16Z', fin, { fall: 0.8 })
    pen.fill('M60 2C44 -22 18 -32 -8 -24C-22 -19 -32 -8 -40 0C-32 8 -22 19 -6 24C20 32 44 24 60 2Z', skin, {
      fall: 1.3,
    })
    pen.fill('M58 6C40 24 16 30 -6 24C-20 19 -30 10 -38 3C-10 14 30 14 58 6Z', mix(skin, [0.96, 0, 0.02], 0.6), {
      opacity: 0.85,
    })
    for (const [x, h] of [
      [22, 25],
      [2, 24],
      [-17, 15],
    ] as const) {
      pen.fill(
        `M${x} ${-h}C${x + 8} ${-h * 0.4} ${x + 8} ${h * 0.4} ${x} ${h}C${x - 5} ${h * 0.4} ${x - 5} ${-h * 0.4} ${x} ${-h}Z`,
        lighter(skin, x === 2 ? 0.16 : -0.14),
        { opacity: 0.7 },
      )
    }
    pen.fill('M16 4C8 14 -4 18 -12 14C-8 8 -2 2 8 0Z', fin, { fall: 0.8 })
    pen.fill(ellipse(40, -5, 6), [0.97, 0, 0.01])
    pen.fill(ellipse(41.5, -5, 3.4), INK)
  },
}
