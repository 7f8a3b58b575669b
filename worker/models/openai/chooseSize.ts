/** Pixels. */
export interface Size {
  width: number
  height: number
}

/**
 * The size to request: the given one where the server supports any, else the supported one nearest in aspect ratio, and
 * among equals the smallest that is not smaller than the given one, or else the largest.
 */
export function chooseSize(asked: Size, taken: readonly string[]): string {
  if (taken.length === 0) return nameOf(asked)
  const candidates = taken.map(sizeOf).sort((a, b) => {
    const byShape = distance(a, asked) - distance(b, asked)
    if (Math.abs(byShape) > 1e-9) return byShape
    const aFits = area(a) >= area(asked)
    if (aFits !== area(b) >= area(asked)) return aFits ? -1 : 1
    return aFits ? area(a) - area(b) : area(b) - area(a)
  })
  return nameOf(candidates[0] ?? asked)
}

const nameOf = ({ width, height }: Size): string => `${width}x${height}`

function sizeOf(name: string): Size {
  const [width = 0, height = 0] = name.split('x').map(Number)
  return { width, height }
}

const area = ({ width, height }: Size): number => width * height

/** The distance of two aspect ratios; twice as wide counts as much as half as wide. */
const distance = (a: Size, b: Size): number => Math.abs(Math.log((a.width * b.height) / (a.height * b.width)))
