import type { StyleName } from '@atelier/schema/messages/styles.ts'
import { blueprint } from './blueprint.ts'
import { defaultStyle } from './default.ts'
import { flat } from './flat.ts'
import { ink } from './ink.ts'
import { lowPoly } from './lowPoly.ts'
import { neon } from './neon.ts'
import { oil } from './oil.ts'
import { paperCut } from './paperCut.ts'
import { pencil } from './pencil.ts'
import { pixel } from './pixel.ts'
import { poster } from './poster.ts'
import type { Style } from './style.ts'
import { watercolor } from './watercolor.ts'

/** The painter of each style in the catalogue. */
export const STYLE_PAINTERS: Readonly<Record<StyleName, Style>> = {
  default: defaultStyle,
  watercolor,
  ink,
  oil,
  flat,
  neon,
  blueprint,
  pixel,
  poster,
  'paper-cut': paperCut,
  'low-poly': lowPoly,
  pencil,
}
