import { lch, lighter, mix } from '../drawing/color.ts'
import type { Light } from '../drawing/light.ts'
import type { Random } from '../drawing/random.ts'
import type { Reading, SettingName } from '../prompt/reading.ts'

/** The settings that have no open sky bring their own light. */
export function settingLight(setting: SettingName, light: Light, reading: Reading, random: Random): Light {
  const [wish, second] = light.wished
  switch (setting) {
    case 'space': {
      const hue = random.pick([265, 290, 240, 320])
      const gas = wish ?? lch(0.5, 0.16, hue)
      return {
        ...light,
        time: 'night',
        skyTop: [0.1, gas[1] * 0.12, gas[2] * 0.12 - 0.012],
        skyMiddle: [0.13, gas[1] * 0.16, gas[2] * 0.16 - 0.014],
        skyLow: [0.11, gas[1] * 0.14, gas[2] * 0.14 - 0.012],
        haze: [0.52, gas[1], gas[2]],
        accent: second ?? lch(0.62, 0.17, hue + 95),
        hazeAmount: 0.3,
        level: 0.92,
        vivid: 0.95,
        lamps: true,
      }
    }
    case 'underwater': {
      const water = wish ?? lch(0.55, 0.1, random.pick([225, 205, 240]))
      const night = light.time === 'night' || reading.mood === 'dark'
      const at = (l: number) => [night ? l * 0.62 : l, water[1] * 0.85, water[2] * 0.85] as const
      return {
        ...light,
        time: 'day',
        skyTop: at(0.72),
        skyMiddle: at(0.46),
        skyLow: at(0.27),
        haze: at(0.42),
        hazeAmount: 0.9,
        sun: mix(at(0.92), [0.97, 0, 0], 0.5),
        shade: at(0.18),
        level: night ? 0.6 : 0.85,
        vivid: 0.85,
      }
    }
    case 'still':
    case 'portrait': {
      const wall = wish ?? lch(0.5, 0.06, random.pick([30, 75, 160, 250, 310]))
      const dark = light.time === 'night' || reading.mood === 'dark' ? 0.62 : 1
      return {
        ...light,
        time: light.time === 'night' ? 'dusk' : light.time,
        skyTop: [wall[0] * 0.62 * dark, wall[1] * 0.8, wall[2] * 0.8],
        skyMiddle: [wall[0] * 0.9 * dark, wall[1], wall[2]],
        skyLow: [wall[0] * 0.74 * dark, wall[1], wall[2]],
        haze: wall,
        hazeAmount: 0.25,
        sun: mix(light.sun, [0.97, 0.005, 0.05], 0.5),
        shade: setting === 'portrait' ? lch(0.32, 0.06, 28) : [0.24, wall[1] * 0.3 + 0.01, wall[2] * 0.3],
        level: Math.max(0.8, light.level),
        lamps: false,
        wished: [],
        accent: second ?? lch(0.78, 0.12, 82),
      }
    }
    case 'city': {
      if (!reading.features.has('neon') || light.time !== 'night') return light
      const glow = wish ?? lch(0.4, 0.14, random.pick([320, 300, 340]))
      return {
        ...light,
        skyMiddle: mix(light.skyMiddle, [0.27, glow[1] * 0.7, glow[2] * 0.7], 0.75),
        skyLow: mix(light.skyLow, [0.42, glow[1], glow[2]], 0.8),
        haze: mix(light.haze, [0.34, glow[1] * 0.8, glow[2] * 0.8], 0.8),
      }
    }
    case 'abstract': {
      const ground = wish ?? lighter(light.skyMiddle, 0.05)
      return { ...light, skyTop: lighter(ground, 0.18), skyMiddle: lighter(ground, 0.1), skyLow: ground, hazeAmount: 0 }
    }
    default:
      return light
  }
}
