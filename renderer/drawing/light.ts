import { type Lab, mix, turnTowards } from './color.ts'

export type TimeOfDay = 'dawn' | 'day' | 'dusk' | 'night'

/** The light of a picture: every colour that does not belong to a thing. */
export interface Light {
  time: TimeOfDay
  skyTop: Lab
  skyMiddle: Lab
  skyLow: Lab
  /** The colour of far haze. */
  haze: Lab
  /** Strength of the haze (0..1). */
  hazeAmount: number
  sun: Lab
  /** The colour of shade. */
  shade: Lab
  /** How bright things are lit (0..1). */
  level: number
  /** How much of their own chroma things keep. */
  vivid: number
  /** Where the light comes from: -1 left, 1 right. */
  side: -1 | 1
  cloudLight: Lab
  cloudShade: Lab
  /** How much of the sky clouds cover (0..1). */
  cloudCover: number
  /** How many stars show (0..1). */
  stars: number
  /** A colour that stands out against the others, for the focal subject and titles. */
  accent: Lab
  /** Lamps and windows are lit. */
  lamps: boolean
  /** Position of sun or moon in the frame, if visible. */
  spot?: { x: number; y: number }
  /** Requested colours. */
  wished: readonly Lab[]
}

/** A thing's own colour as it looks in this light at this depth (0 far, 1 near). */
export function lit(light: Light, own: Lab, depth: number): Lab {
  let color: Lab = [own[0] * light.level + 0.02, own[1] * light.vivid, own[2] * light.vivid]
  const [wish] = light.wished
  if (wish) color = turnTowards(color, wish, 0.5)
  const tint = light.time === 'day' ? 0.05 : light.time === 'night' ? 0.42 : 0.26
  const cast = light.time === 'night' ? light.skyMiddle : mix(light.sun, light.shade, 1 - Math.min(1, color[0] * 1.3))
  color = [color[0], color[1] + (cast[1] - color[1] * 0.3) * tint, color[2] + (cast[2] - color[2] * 0.3) * tint]
  const fade = Math.min(0.97, light.hazeAmount * (1 - depth) ** 1.35)
  return mix(color, light.haze, fade)
}
