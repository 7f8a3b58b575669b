import type { Random } from '../drawing/random.ts'
import { createField, type Field } from './raster.ts'

interface NoiseOptions {
  /** The size of the coarsest features in pixels, across and down. */
  cell: number
  cellY?: number
  octaves: number
  /** How much each finer octave weighs against the one before (0..1). */
  gain?: number
}

/** Smooth value noise of several octaves over a picture, 0..1 with a mean near 0.5. */
export function noiseField(width: number, height: number, random: Random, options: NoiseOptions): Field {
  const field = createField(width, height)
  const gain = options.gain ?? 0.5
  let { cell, cellY = cell } = options
  let weight = 1
  let total = 0
  for (let octave = 0; octave < options.octaves; octave++) {
    addOctave(field, Math.max(1, cell), Math.max(1, cellY), weight, random)
    total += weight
    weight *= gain
    cell /= 2.03
    cellY /= 2.03
  }
  for (let p = 0; p < field.data.length; p++) field.data[p]! /= total
  return field
}

function addOctave(field: Field, cell: number, cellY: number, weight: number, random: Random): void {
  const { width, height, data } = field
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cellY) + 2
  const grid = Float32Array.from({ length: columns * rows }, () => random.next() * weight)
  const ratio = new Float32Array(width)
  const starts = new Int32Array(columns)
  for (let c = 0; c < columns; c++) starts[c] = Math.min(width, Math.ceil(c * cell))
  for (let c = 0; c + 1 < columns; c++) {
    for (let x = starts[c]!; x < starts[c + 1]!; x++) ratio[x] = ease(x / cell - c)
  }
  const line = new Float32Array(columns)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cellY)
    const t = ease(y / cellY - row)
    for (let c = 0; c < columns; c++) {
      const top = grid[row * columns + c]!
      line[c] = top + (grid[(row + 1) * columns + c]! - top) * t
    }
    const start = y * width
    for (let c = 0; c + 1 < columns; c++) {
      const left = line[c]!
      const rise = line[c + 1]! - left
      for (let x = starts[c]!, end = starts[c + 1]!; x < end; x++) data[start + x]! += left + rise * ratio[x]!
    }
  }
}

const ease = (t: number) => t * t * t * (t * (t * 6 - 15) + 10)

const SHEET = 128

/**
 * Noise on a plane that runs away from the viewer: row by row, `across` and `away` say which part of the plane is seen.
 *
 * Values are 0..1. The plane repeats every 128 cells.
 */
export function planeNoise(
  width: number,
  height: number,
  random: Random,
  octaves: number,
  across: (y: number) => number,
  away: (y: number) => number,
): Field {
  const field = createField(width, height)
  let scale = 1
  let weight = 1
  let total = 0
  const line = new Float32Array(SHEET + 1)
  for (let octave = 0; octave < octaves; octave++) {
    const grid = Float32Array.from({ length: SHEET * SHEET }, () => random.next() * weight)
    for (let y = 0; y < height; y++) {
      const v = away(y) * scale
      const row = Math.floor(v)
      const t = ease(v - row)
      const r0 = (row & (SHEET - 1)) * SHEET
      const r1 = ((row + 1) & (SHEET - 1)) * SHEET
      for (let c = 0; c < SHEET; c++) line[c] = grid[r0 + c]! + (grid[r1 + c]! - grid[r0 + c]!) * t
      line[SHEET] = line[0]!
      const step = across(y) * scale
      let u = SHEET / 2 - (step * width) / 2
      for (let x = 0, p = y * width; x < width; x++, p++, u += step) {
        const cell = Math.floor(u)
        const f = u - cell
        const left = line[cell & (SHEET - 1)]!
        field.data[p]! += left + (line[(cell & (SHEET - 1)) + 1]! - left) * (f * f * (3 - 2 * f))
      }
    }
    total += weight
    weight *= 0.5
    scale *= 2.07
  }
  for (let p = 0; p < field.data.length; p++) field.data[p]! /= total
  return field
}
