import { type Lab, lch, lighter } from '../../drawing/color.ts'
import { polygon, rect } from '../../drawing/path.ts'
import type { Pen } from '../../drawing/pen.ts'

export const WINDOW_LIGHT = lch(0.9, 0.13, 82)
export const STONE = lch(0.66, 0.025, 70)
export const ROOF = lch(0.45, 0.1, 30)
export const WHITE: Lab = [0.95, 0.0, 0.008]
export const DARK = lch(0.24, 0.03, 270)

/** A window: lit from inside when lamps are on. */
export function pane(pen: Pen, d: string): void {
  if (pen.light.lamps) pen.fill(d, WINDOW_LIGHT, { glows: true })
  else pen.fill(d, lch(0.36, 0.04, 250))
}

/** A round tower with a pointed roof, standing on `bottom`. */
export function turret(
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
