import { blurField, createField, type Field, luminance, type Raster } from './raster.ts'

/** The outlines of any picture, 0..1: where fine brightness departs from coarse, and where colours meet. */
export function findEdges(raster: Raster, unit: number): Field {
  const light = luminance(raster)
  const { width, height } = light
  const soft = blurField(light, Math.max(1, 1.6 * unit)).data
  const out = createField(width, height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x
      const gx =
        soft[p + 1]! -
        soft[p - 1]! +
        0.5 * (soft[p + 1 - width]! - soft[p - 1 - width]! + soft[p + 1 + width]! - soft[p - 1 + width]!)
      const gy =
        soft[p + width]! -
        soft[p - width]! +
        0.5 * (soft[p + width - 1]! - soft[p - width - 1]! + soft[p + width + 1]! - soft[p - width + 1]!)
      out.data[p] = Math.hypot(gx, gy)
    }
  }
  return thin(out)
}

/** Keeps the ridges of an edge field and scales them so that strong edges are near 1. */
function thin(edges: Field): Field {
  const { width, height, data } = edges
  const sorted = Float32Array.from(
    { length: Math.min(4000, data.length) },
    (_, i) => data[Math.floor((i * data.length) / Math.min(4000, data.length))]!,
  ).sort()
  const strong = Math.max(0.03, sorted[Math.floor(sorted.length * 0.95)]!)
  const out = createField(width, height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x
      const v = data[p]!
      const ridgeX = v >= data[p - 1]! && v >= data[p + 1]!
      const ridgeY = v >= data[p - width]! && v >= data[p + width]!
      const gain = ridgeX || ridgeY ? 1 : 0.35
      out.data[p] = Math.min(1, Math.max(0, (v / strong) * gain - 0.18) * 1.5)
    }
  }
  return out
}
