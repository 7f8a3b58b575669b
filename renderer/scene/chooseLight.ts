import { chromaOf, type Lab, lch, mix, saturate, turnTowards } from '../drawing/color.ts'
import type { Weather } from '../drawing/drawing.ts'
import type { Light, TimeOfDay } from '../drawing/light.ts'
import type { Random } from '../drawing/random.ts'
import type { Mood, Reading } from '../prompt/reading.ts'

type Sky = [top: Lab, middle: Lab, low: Lab, sun: Lab, haze: Lab]

const SKIES: Record<TimeOfDay, readonly Sky[]> = {
  dawn: [
    [lch(0.62, 0.075, 262), lch(0.8, 0.065, 340), lch(0.92, 0.075, 75), lch(0.96, 0.09, 82), lch(0.84, 0.045, 10)],
    [lch(0.6, 0.07, 230), lch(0.8, 0.05, 220), lch(0.93, 0.08, 60), lch(0.96, 0.09, 70), lch(0.86, 0.04, 60)],
    [lch(0.55, 0.08, 290), lch(0.76, 0.09, 350), lch(0.91, 0.085, 50), lch(0.96, 0.08, 70), lch(0.82, 0.055, 350)],
  ],
  day: [
    [lch(0.58, 0.13, 252), lch(0.76, 0.09, 238), lch(0.93, 0.035, 215), lch(0.99, 0.04, 95), lch(0.86, 0.045, 232)],
    [lch(0.6, 0.11, 240), lch(0.8, 0.075, 222), lch(0.95, 0.035, 110), lch(0.99, 0.05, 95), lch(0.88, 0.04, 215)],
    [lch(0.54, 0.12, 260), lch(0.74, 0.09, 250), lch(0.92, 0.04, 240), lch(0.99, 0.03, 90), lch(0.84, 0.045, 250)],
  ],
  dusk: [
    [lch(0.33, 0.1, 282), lch(0.58, 0.14, 345), lch(0.83, 0.145, 62), lch(0.94, 0.12, 78), lch(0.62, 0.1, 15)],
    [lch(0.36, 0.085, 262), lch(0.62, 0.11, 25), lch(0.86, 0.135, 75), lch(0.95, 0.11, 85), lch(0.66, 0.085, 40)],
    [lch(0.35, 0.08, 240), lch(0.62, 0.075, 300), lch(0.84, 0.11, 45), lch(0.94, 0.1, 65), lch(0.64, 0.07, 340)],
  ],
  night: [
    [lch(0.15, 0.05, 272), lch(0.24, 0.075, 265), lch(0.38, 0.075, 245), lch(0.93, 0.03, 95), lch(0.34, 0.06, 255)],
    [lch(0.14, 0.045, 250), lch(0.23, 0.06, 232), lch(0.37, 0.065, 205), lch(0.94, 0.03, 100), lch(0.33, 0.05, 220)],
    [lch(0.16, 0.06, 290), lch(0.25, 0.085, 288), lch(0.39, 0.09, 320), lch(0.94, 0.03, 80), lch(0.34, 0.065, 300)],
  ],
}

const LEVELS: Record<TimeOfDay, number> = { dawn: 0.84, day: 1, dusk: 0.62, night: 0.48 }

/** Chooses the light from the parsed prompt; unspecified parts come from `random`. */
export function chooseLight(reading: Reading, time: TimeOfDay, weather: Weather, random: Random): Light {
  const [top, middle, low, sun, haze] = random.pick(SKIES[time])
  const covered = weather === 'rain' || weather === 'storm' || weather === 'snow' || weather === 'fog'
  let light: Light = {
    time,
    skyTop: top,
    skyMiddle: middle,
    skyLow: low,
    haze,
    hazeAmount: time === 'day' ? 0.72 : 0.8,
    sun,
    shade: mix(top, lch(0.25, 0.05, 275), 0.5),
    level: LEVELS[time],
    vivid: time === 'night' ? 0.7 : 0.95,
    side: random.chance(0.5) ? -1 : 1,
    cloudLight: time === 'night' ? lch(0.42, 0.04, 255) : mix(sun, [1, 0, 0], 0.35),
    cloudShade: mix(middle, top, 0.55),
    cloudCover:
      weather === 'clouds' ? 0.68 : weather === 'clear' ? random.between(0.12, 0.3) : random.between(0.3, 0.48),
    stars: time === 'night' ? (reading.features.has('stars') ? 1.8 : 1) : time === 'dusk' ? 0.25 : 0,
    accent: time === 'night' ? lch(0.82, 0.14, 80) : lch(0.65, 0.19, 40),
    lamps: time === 'night' || time === 'dusk' || weather === 'storm',
    wished: reading.colors,
  }
  if (covered) light = underCover(light, weather)
  light = inMood(light, reading.mood)
  return inColors(light, reading.colors)
}

function underCover(light: Light, weather: Weather): Light {
  const night = light.time === 'night'
  const dark = weather === 'storm' ? 0.5 : weather === 'rain' ? 0.82 : 0.95
  const grey = weather === 'fog' || weather === 'snow' ? 0.5 : 0.42
  const dull = (c: Lab): Lab => saturate([c[0] * (night ? 0.85 + dark * 0.15 : dark), c[1], c[2]], grey)
  const low = dull(light.skyLow)
  const veil: Lab = weather === 'fog' || weather === 'snow' ? mix(light.skyLow, light.haze, 0.5) : low
  return {
    ...light,
    skyTop: weather === 'fog' ? mix(dull(light.skyTop), veil, 0.6) : mix(dull(light.skyTop), low, 0.25),
    skyMiddle: weather === 'fog' ? veil : dull(light.skyMiddle),
    skyLow: weather === 'fog' ? veil : weather === 'storm' ? mix(low, light.skyLow, 0.3) : low,
    haze: saturate(weather === 'fog' || weather === 'snow' ? veil : dull(light.haze), 0.7),
    hazeAmount: weather === 'fog' ? 0.97 : 0.88,
    level: light.level * (weather === 'storm' ? 0.78 : weather === 'rain' ? 0.8 : 0.94),
    vivid: light.vivid * 0.75,
    cloudLight: dull(light.cloudLight),
    cloudShade: saturate(
      [light.skyTop[0] * dark * (weather === 'storm' ? 0.7 : 0.92), light.skyTop[1], light.skyTop[2]],
      grey,
    ),
    cloudCover: weather === 'fog' ? 0.2 : weather === 'snow' ? 0.55 : 0.8,
    stars: 0,
  }
}

function inMood(light: Light, mood: Mood | undefined): Light {
  switch (mood) {
    case 'dark':
      return { ...shift(light, c => [c[0] * 0.72, c[1] * 0.8, c[2] * 0.8]), level: light.level * 0.72, lamps: true }
    case 'melancholic':
      return { ...shift(light, c => [c[0] * 0.94, c[1] * 0.62, c[2] * 0.62 - 0.01]), vivid: light.vivid * 0.7 }
    case 'happy':
      return { ...shift(light, c => saturate(c, 1.12)), vivid: light.vivid * 1.15 }
    case 'vivid':
      return { ...shift(light, c => saturate(c, 1.3)), vivid: light.vivid * 1.3 }
    case 'dreamy':
      return {
        ...shift(light, c => mix(c, lch(c[0] * 0.92 + 0.08, 0.09, 325), 0.3)),
        hazeAmount: Math.min(0.92, light.hazeAmount + 0.08),
      }
    case 'dramatic':
      return {
        ...light,
        skyTop: [light.skyTop[0] * 0.8, light.skyTop[1], light.skyTop[2]],
        cloudCover: Math.max(light.cloudCover, 0.5),
      }
    case 'calm':
      return { ...light, cloudCover: light.cloudCover * 0.6 }
    default:
      return light
  }
}

/** Shifts the light towards the requested colours: the first for the air, the second for the light. */
function inColors(light: Light, colors: readonly Lab[]): Light {
  const [first, second = first] = colors
  if (!first || !second) return light
  const pull = colors.length > 1 ? 0.85 : 0.75
  const minChroma = Math.min(0.11, chromaOf(first))
  const air = (c: Lab) => turnTowards(c, first, pull, minChroma * 0.8)
  const glow = (c: Lab) => turnTowards(c, second, pull, Math.min(0.115, chromaOf(second)))
  return {
    ...light,
    skyTop: air(light.skyTop),
    skyMiddle: air(light.skyMiddle),
    skyLow:
      colors.length > 1 ? glow([Math.min(0.85, light.skyLow[0]), light.skyLow[1], light.skyLow[2]]) : air(light.skyLow),
    haze: mix(air(light.haze), glow(light.haze), 0.3),
    sun: colors.length > 1 ? glow(light.sun) : mix(light.sun, glow(light.sun), 0.4),
    shade: air(light.shade),
    cloudLight: mix(light.cloudLight, glow(light.cloudLight), 0.6),
    cloudShade: air(light.cloudShade),
    accent: colors.length > 1 ? [Math.max(0.6, second[0]), second[1], second[2]] : light.accent,
  }
}

function shift(light: Light, change: (color: Lab) => Lab): Light {
  const { skyTop, skyMiddle, skyLow, haze, sun, cloudLight, cloudShade } = light
  return {
    ...light,
    skyTop: change(skyTop),
    skyMiddle: change(skyMiddle),
    skyLow: change(skyLow),
    haze: change(haze),
    sun: mix(sun, change(sun), 0.5),
    cloudLight: change(cloudLight),
    cloudShade: change(cloudShade),
  }
}
