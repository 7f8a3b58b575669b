import type { Random } from '../random.ts'
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
  const at = new Int32Array(width)
  const ratio = new Float32Array(width)
  for (let x = 0; x < width; x++) {
    at[x] = Math.floor(x / cell)
    ratio[x] = ease(x / cell - at[x]!)
  }
  const line = new Float32Array(columns)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cellY)
    const t = ease(y / cellY - row)
    for (let c = 0; c < columns; c++) {
      const top = grid[row * columns + c]!
      line[c] = top + (grid[(row + 1) * columns + c]! - top) * t
    }
    for (let x = 0, p = y * width; x < width; x++, p++) {
      const left = line[at[x]!]!
      data[p]! += left + (line[at[x]! + 1]! - left) * ratio[x]!
    }
  }
}

const ease = (t: number) => t * t * t * (t * (t * 6 - 15) + 10)

const SHEET = 256

/**
 * Noise on a plane that runs away from the viewer: row by row, `across` and `away` say which part of the plane is seen.
 *
 * Values are 0..1. The plane repeats every 256 cells.
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
      let u = 128 - (step * width) / 2
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
