/** A colour in OKLab: lightness (0..1), green-red, blue-yellow (each about -0.4..0.4). */
export type Lab = readonly [L: number, a: number, b: number]

/** A colour from OKLCH: lightness (0..1), chroma (0..about 0.37), hue in degrees. */
export function lch(lightness: number, chroma: number, hue: number): Lab {
  const angle = (hue * Math.PI) / 180
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

export const chromaOf = (color: Lab): number => Math.hypot(color[1], color[2])

/** The hue in degrees (0..360). */
export const hueOf = (color: Lab): number => ((Math.atan2(color[2], color[1]) * 180) / Math.PI + 360) % 360

export function mix(from: Lab, to: Lab, ratio: number): Lab {
  return [from[0] + (to[0] - from[0]) * ratio, from[1] + (to[1] - from[1]) * ratio, from[2] + (to[2] - from[2]) * ratio]
}

/** The same hue and chroma, lighter or darker by `amount`. */
export const lighter = (color: Lab, amount: number): Lab => [clamp01(color[0] + amount), color[1], color[2]]

/** The same lightness and hue with its chroma multiplied. */
export const saturate = (color: Lab, factor: number): Lab => [color[0], color[1] * factor, color[2] * factor]

/** The same lightness, turned towards another colour's hue; the chroma stays at least `minChroma`. */
export function turnTowards(color: Lab, target: Lab, ratio: number, minChroma = 0): Lab {
  const chroma = Math.max(minChroma, chromaOf(color))
  const length = chromaOf(target)
  if (length < 0.02) return saturate(color, 1 - ratio)
  const aim: Lab = [color[0], (target[1] / length) * chroma, (target[2] / length) * chroma]
  return mix(color, aim, ratio)
}

const clamp01 = (value: number) => (value < 0 ? 0 : Math.min(value, 1))

const toGamma = (linear: number) => {
  const v = clamp01(linear)
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055
}

/** Linear light of each 8-bit sRGB value. */
const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
})

/** sRGB channels (0..255, whole) of a colour; out of gamut chroma is reduced until it fits. */
export function toRgb(color: Lab): [number, number, number] {
  let scale = 1
  for (let attempt = 0; ; attempt++) {
    const linear = toLinear([color[0], color[1] * scale, color[2] * scale])
    const fits = linear.every(v => v > -0.002 && v < 1.002)
    if (fits || attempt === 12) {
      return [
        Math.round(toGamma(linear[0]) * 255),
        Math.round(toGamma(linear[1]) * 255),
        Math.round(toGamma(linear[2]) * 255),
      ]
    }
    scale *= 0.9
  }
}

function toLinear([L, a, b]: Lab): [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

/** The OKLab colour of 8-bit sRGB channels. */
export function fromRgb(red: number, green: number, blue: number): Lab {
  const r = LINEAR[red]!
  const g = LINEAR[green]!
  const b = LINEAR[blue]!
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** A colour from `#rrggbb` or `#rgb`. */
export function fromHex(hex: string): Lab {
  const digits = hex.length === 4 ? [...hex.slice(1)].map(d => d + d).join('') : hex.slice(1)
  const value = Number.parseInt(digits, 16)
  return fromRgb((value >> 16) & 255, (value >> 8) & 255, value & 255)
}

export function toHex(color: Lab): string {
  const [r, g, b] = toRgb(color)
  return `#${((1 << 24) | (r << 16) | (g << 8) | b).toString(16).slice(1)}`
}
