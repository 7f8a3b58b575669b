/** An opaque picture: three bytes (sRGB red, green, blue) a pixel, row by row. */
export interface Raster {
  width: number
  height: number
  data: Uint8Array
}

/** One number a pixel (0..1 unless said otherwise), row by row. */
export interface Field {
  width: number
  height: number
  data: Float32Array
}

export const createRaster = (width: number, height: number): Raster => ({
  width,
  height,
  data: new Uint8Array(width * height * 3),
})

export const createField = (width: number, height: number): Field => ({
  width,
  height,
  data: new Float32Array(width * height),
})

/** Lays RGBA pixels (not premultiplied) over the picture, in place. */
export function composite(under: Raster, over: Uint8Array, opacity = 1): void {
  const { data } = under
  for (let i = 0, j = 0; i < data.length; i += 3, j += 4) {
    const alpha = over[j + 3]! * opacity
    if (alpha === 0) continue
    const a = alpha / 255
    data[i] = data[i]! + (over[j]! - data[i]!) * a + 0.5
    data[i + 1] = data[i + 1]! + (over[j + 1]! - data[i + 1]!) * a + 0.5
    data[i + 2] = data[i + 2]! + (over[j + 2]! - data[i + 2]!) * a + 0.5
  }
}

/** Perceived brightness of each pixel, 0..1. */
export function luminance(raster: Raster): Field {
  const field = createField(raster.width, raster.height)
  const { data } = raster
  for (let i = 0, p = 0; i < data.length; i += 3, p++) {
    field.data[p] = (data[i]! * 0.299 + data[i + 1]! * 0.587 + data[i + 2]! * 0.114) / 255
  }
  return field
}

/** Smooths a field: two passes of a box of this radius in pixels, about a Gaussian of the same width. */
export function blurField(field: Field, radius: number): Field {
  const r = Math.max(1, Math.round(radius))
  let data = field.data
  for (let pass = 0; pass < 2; pass++) {
    data = boxRows(data, field.width, field.height, r)
    data = boxColumns(data, field.width, field.height, r)
  }
  return { width: field.width, height: field.height, data }
}

function boxRows(source: Float32Array, width: number, height: number, r: number): Float32Array {
  const out = new Float32Array(source.length)
  const norm = 1 / (2 * r + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = -r; x <= r; x++) sum += source[row + clamp(x, width)]!
    for (let x = 0; x < width; x++) {
      out[row + x] = sum * norm
      sum += source[row + clamp(x + r + 1, width)]! - source[row + clamp(x - r, width)]!
    }
  }
  return out
}

function boxColumns(source: Float32Array, width: number, height: number, r: number): Float32Array {
  const out = new Float32Array(source.length)
  const norm = 1 / (2 * r + 1)
  const sums = new Float32Array(width)
  for (let y = -r; y <= r; y++) {
    const row = clamp(y, height) * width
    for (let x = 0; x < width; x++) sums[x]! += source[row + x]!
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const add = clamp(y + r + 1, height) * width
    const drop = clamp(y - r, height) * width
    for (let x = 0; x < width; x++) {
      out[row + x] = sums[x]! * norm
      sums[x]! += source[add + x]! - source[drop + x]!
    }
  }
  return out
}

const clamp = (value: number, size: number) => (value < 0 ? 0 : value >= size ? size - 1 : value)

/** Smooths a picture, channel by channel. */
export function blur(raster: Raster, radius: number): Raster {
  const { width, height, data } = raster
  const out = createRaster(width, height)
  for (let channel = 0; channel < 3; channel++) {
    const field = createField(width, height)
    for (let p = 0, i = channel; p < field.data.length; p++, i += 3) field.data[p] = data[i]!
    const soft = blurField(field, radius).data
    for (let p = 0, i = channel; p < soft.length; p++, i += 3) out.data[i] = soft[p]! + 0.5
  }
  return out
}

/** A smaller copy for slow passes, by averaging whole blocks of `factor` pixels. */
export function shrink(raster: Raster, factor: number): Raster {
  const width = Math.max(1, Math.ceil(raster.width / factor))
  const height = Math.max(1, Math.ceil(raster.height / factor))
  const out = createRaster(width, height)
  for (let y = 0; y < height; y++) {
    const y2 = Math.min(raster.height, (y + 1) * factor)
    for (let x = 0; x < width; x++) {
      const x2 = Math.min(raster.width, (x + 1) * factor)
      let r = 0
      let g = 0
      let b = 0
      let n = 0
      for (let yy = y * factor; yy < y2; yy++) {
        for (let xx = x * factor; xx < x2; xx++) {
          const i = (yy * raster.width + xx) * 3
          r += raster.data[i]!
          g += raster.data[i + 1]!
          b += raster.data[i + 2]!
          n++
        }
      }
      const o = (y * width + x) * 3
      out.data[o] = r / n + 0.5
      out.data[o + 1] = g / n + 0.5
      out.data[o + 2] = b / n + 0.5
    }
  }
  return out
}

/** The value of channel `c` (0..2) between pixels, with the edge repeated. */
export function sample(raster: Raster, x: number, y: number, c: number): number {
  const { width, height, data } = raster
  const cx = x < 0 ? 0 : Math.min(x, width - 1)
  const cy = y < 0 ? 0 : Math.min(y, height - 1)
  const x0 = cx | 0
  const y0 = cy | 0
  const x1 = x0 + 1 < width ? x0 + 1 : x0
  const y1 = y0 + 1 < height ? y0 + 1 : y0
  const fx = cx - x0
  const fy = cy - y0
  const top = data[(y0 * width + x0) * 3 + c]! * (1 - fx) + data[(y0 * width + x1) * 3 + c]! * fx
  const bottom = data[(y1 * width + x0) * 3 + c]! * (1 - fx) + data[(y1 * width + x1) * 3 + c]! * fx
  return top * (1 - fy) + bottom * fy
}

/** Moves each pixel's content by (dx, dy) pixels. */
export function displace(raster: Raster, dx: Float32Array, dy: Float32Array): Raster {
  const { width, height } = raster
  const out = createRaster(width, height)
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const sx = x + dx[p]!
      const sy = y + dy[p]!
      const i = p * 3
      out.data[i] = sample(raster, sx, sy, 0) + 0.5
      out.data[i + 1] = sample(raster, sx, sy, 1) + 0.5
      out.data[i + 2] = sample(raster, sx, sy, 2) + 0.5
    }
  }
  return out
}
