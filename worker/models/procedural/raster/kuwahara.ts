import { createRaster, type Raster } from './raster.ts'

/** Smooths a picture into even patches with clear edges: each pixel takes the calmest of the four squares around it. */
export function kuwahara(raster: Raster, radius: number): Raster {
  const { width, height, data } = raster
  const r = Math.max(1, Math.round(radius))
  const stride = width + 1
  const tables = [0, 1, 2, 3].map(() => new Float64Array(stride * (height + 1)))
  const [reds, greens, blues, squares] = tables as [Float64Array, Float64Array, Float64Array, Float64Array]
  for (let y = 0; y < height; y++) {
    let [sr, sg, sb, sq] = [0, 0, 0, 0]
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3
      const red = data[i]!
      const green = data[i + 1]!
      const blue = data[i + 2]!
      const light = red * 0.3 + green * 0.59 + blue * 0.11
      sr += red
      sg += green
      sb += blue
      sq += light * light
      const o = (y + 1) * stride + x + 1
      reds[o] = reds[o - stride]! + sr
      greens[o] = greens[o - stride]! + sg
      blues[o] = blues[o - stride]! + sb
      squares[o] = squares[o - stride]! + sq
    }
  }
  const out = createRaster(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let least = Number.POSITIVE_INFINITY
      const o = (y * width + x) * 3
      for (let q = 0; q < 4; q++) {
        const x1 = Math.max(0, q & 1 ? x : x - r)
        const x2 = Math.min(width, (q & 1 ? x + r : x) + 1)
        const y1 = Math.max(0, q & 2 ? y : y - r)
        const y2 = Math.min(height, (q & 2 ? y + r : y) + 1)
        const n = (x2 - x1) * (y2 - y1)
        const a = y1 * stride + x1
        const b = y1 * stride + x2
        const c = y2 * stride + x1
        const d = y2 * stride + x2
        const red = (reds[d]! - reds[b]! - reds[c]! + reds[a]!) / n
        const green = (greens[d]! - greens[b]! - greens[c]! + greens[a]!) / n
        const blue = (blues[d]! - blues[b]! - blues[c]! + blues[a]!) / n
        const light = red * 0.3 + green * 0.59 + blue * 0.11
        const variance = (squares[d]! - squares[b]! - squares[c]! + squares[a]!) / n - light * light
        if (variance < least) {
          least = variance
          out.data[o] = red + 0.5
          out.data[o + 1] = green + 0.5
          out.data[o + 2] = blue + 0.5
        }
      }
    }
  }
  return out
}
