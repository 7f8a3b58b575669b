import { createRaster, type Raster } from './raster.ts'

/** Sums for each corner of the summed area table: red, green, blue, squared brightness. */
const SUMS = 4

/** Smooths a picture into even patches with clear edges: each pixel takes the calmest of the four squares around it. */
export function kuwahara(raster: Raster, radius: number): Raster {
  const { width, height } = raster
  const r = Math.max(1, Math.min(Math.round(radius), Math.floor((Math.min(width, height) - 1) / 2)))
  const table = summedAreas(raster)
  const stride = (width + 1) * SUMS
  const share = 1 / ((r + 1) * (r + 1))
  const out = createRaster(width, height)
  for (let y = 0; y < height; y++) {
    const cy = Math.min(height - 1 - r, Math.max(r, y))
    for (let x = 0; x < width; x++) {
      const cx = Math.min(width - 1 - r, Math.max(r, x))
      const o = (y * width + x) * 3
      let least = Number.POSITIVE_INFINITY
      for (let square = 0; square < 4; square++) {
        const a = (square & 2 ? cy : cy - r) * stride + (square & 1 ? cx : cx - r) * SUMS
        const b = a + (r + 1) * SUMS
        const c = a + (r + 1) * stride
        const d = c + (r + 1) * SUMS
        const red = (table[d]! - table[b]! - table[c]! + table[a]!) * share
        const green = (table[d + 1]! - table[b + 1]! - table[c + 1]! + table[a + 1]!) * share
        const blue = (table[d + 2]! - table[b + 2]! - table[c + 2]! + table[a + 2]!) * share
        const light = red * 0.3 + green * 0.59 + blue * 0.11
        const variance = (table[d + 3]! - table[b + 3]! - table[c + 3]! + table[a + 3]!) * share - light * light
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

/** For each corner between pixels, the sums over all pixels above and to the left. */
function summedAreas({ width, height, data }: Raster): Float64Array {
  const stride = (width + 1) * SUMS
  const table = new Float64Array(stride * (height + 1))
  for (let y = 0, i = 0; y < height; y++) {
    let [reds, greens, blues, squares] = [0, 0, 0, 0]
    for (let x = 0, o = (y + 1) * stride + SUMS; x < width; x++, i += 3, o += SUMS) {
      const red = data[i]!
      const green = data[i + 1]!
      const blue = data[i + 2]!
      const light = red * 0.3 + green * 0.59 + blue * 0.11
      reds += red
      greens += green
      blues += blue
      squares += light * light
      table[o] = table[o - stride]! + reds
      table[o + 1] = table[o + 1 - stride]! + greens
      table[o + 2] = table[o + 2 - stride]! + blues
      table[o + 3] = table[o + 3 - stride]! + squares
    }
  }
  return table
}
