import type { Lab } from '../drawing/color.ts'
import type { Drawing, Frame, Layer } from '../drawing/drawing.ts'
import { createLayer } from '../drawing/pen.ts'
import type { Outline, TitleFont } from './titleFont.ts'

/** The box of a title, in frame units. */
export interface TitleBox {
  x: number
  y: number
  width: number
  height: number
}

/** The title box of a picture without a border: in the upper part, clear of the focal subject. */
export function titleBox(frame: Frame): TitleBox {
  const margin = 70
  return { x: margin, y: 64, width: frame.width - margin * 2, height: Math.min(200, frame.height * 0.2) }
}

/** Breaks a title into at most three lines that suit the box, and sets each as large as fits. */
export function layoutTitle(font: TitleFont, title: string, box: TitleBox, color: Lab): Layer | undefined {
  const text = title.toUpperCase()
  let best: { lines: Outline[]; size: number } | undefined
  for (const count of [1, 2, 3]) {
    const lines = breakLines(text, count)
      .map(line => font.outline(line, 100))
      .filter(line => line !== undefined)
    if (lines.length === 0) continue
    const widest = Math.max(...lines.map(line => line.width))
    const size = Math.min((box.width / widest) * 100, box.height / (lines.length * 1.05 - 0.24))
    if (!best || size > best.size * 1.12) best = { lines, size }
  }
  if (!best) return undefined
  const { lines, size } = best
  const scale = size / 100
  const layer = createLayer('foreground', 1)
  const pitch = size * 1.05
  const block = pitch * (lines.length - 1) + lines[0]!.height * scale
  const top = box.y + (box.height - block) / 2
  for (const [i, line] of lines.entries()) {
    const x = box.x + (box.width - line.width * scale) / 2
    const y = top + lines[0]!.height * scale + i * pitch
    layer.shapes.push({ d: line.d, fill: { color }, matrix: [scale, 0, 0, scale, x, y] })
  }
  return layer
}

function breakLines(text: string, count: number): string[] {
  const words = text.split(' ')
  if (words.length < count) return words
  const target = text.length / count
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line && line.length + word.length / 2 > target && lines.length < count - 1) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}

/** A colour that stands out where the title goes. */
export const titleColor = (drawing: Drawing): Lab =>
  drawing.light.skyTop[0] + drawing.light.skyMiddle[0] > 1.36
    ? [0.24, drawing.light.shade[1] * 0.6, drawing.light.shade[2] * 0.6]
    : [0.97, 0.004, 0.022]
