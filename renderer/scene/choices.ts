import type { Weather } from '../drawing/drawing.ts'
import type { TimeOfDay } from '../drawing/light.ts'
import type { Random } from '../drawing/random.ts'
import type { Reading, SettingName } from '../prompt/reading.ts'
import type { CastSubject } from './subjects/subjects.ts'

const ANYWHERE: readonly SettingName[] = [
  'sea',
  'lake',
  'mountains',
  'forest',
  'field',
  'desert',
  'abstract',
  'abstract',
  'sky',
  'city',
  'space',
]

/** Chooses the setting: the named one, else that of a named subject, else one by the prompt's hash. */
export function chooseSetting(reading: Reading, cast: readonly CastSubject[], random: Random): SettingName {
  const { setting, features } = reading
  const first = cast[0]?.art.habitats[0]
  if (setting === 'portrait' && cast.length > 0 && cast[0]!.wish.kind !== 'person') return homeOf(cast[0]!, random)
  if (setting === 'sea' && first === 'deep' && reading.title && !features.has('water')) return 'underwater'
  if (setting === 'mountains' && features.has('water')) return 'lake'
  if (setting === 'sky' && first && first !== 'air') return homeOf(cast[0]!, random)
  if (setting) return setting
  const standing = cast.find(subject => subject.art.habitats[0] === 'ground' || subject.art.habitats[0] === 'structure')
  if (first === 'air' && standing) return homeOf(standing, random)
  if (cast.length > 0) return homeOf(cast[0]!, random)
  if (features.has('flowers') || features.has('rainbow')) return 'field'
  if (features.has('island')) return 'sea'
  if (features.has('aurora')) return 'lake'
  if (features.has('moon') || features.has('sun') || features.has('stars'))
    return random.pick(['sea', 'lake', 'mountains'])
  if (reading.mood === 'dreamy') return random.pick(['sky', 'lake', 'forest'])
  if (reading.season) return random.pick(['forest', 'field', 'lake'])
  if (reading.time || reading.weather) return random.pick(['lake', 'field', 'sea', 'mountains'])
  if (reading.colors.length > 0 || reading.mood) return random.pick(['abstract', 'mountains', 'sea'])
  return random.pick(ANYWHERE)
}

const HOMES: Readonly<Record<string, readonly SettingName[]>> = {
  lighthouse: ['sea'],
  boat: ['sea'],
  rowboat: ['lake'],
  castle: ['mountains', 'lake'],
  bridge: ['lake'],
  fox: ['forest'],
  wolf: ['forest'],
  bear: ['forest', 'mountains'],
  gull: ['sea'],
  pine: ['mountains', 'forest'],
  person: ['mountains', 'field', 'lake'],
  'icon:camel': ['desert'],
  'icon:two-hump-camel': ['desert'],
  'icon:cactus': ['desert'],
  'icon:scorpion': ['desert'],
  'icon:deer': ['forest'],
  'icon:owl': ['forest'],
  'icon:hedgehog': ['forest'],
  'icon:chipmunk': ['forest'],
  'icon:mushroom': ['forest'],
  'icon:penguin': ['sea'],
  'icon:automobile': ['city'],
  'icon:bus': ['city'],
  'icon:taxi': ['city'],
  'icon:tram': ['city'],
  'icon:palm-tree': ['sea'],
  'icon:butterfly': ['field'],
  'icon:honeybee': ['field'],
  'icon:parrot': ['forest'],
  'icon:eagle': ['mountains'],
  'icon:bat': ['forest'],
  'icon:phoenix-bird': ['mountains'],
  'icon:dragon': ['mountains'],
}

function homeOf({ wish, art }: CastSubject, random: Random): SettingName {
  const homes = HOMES[wish.kind]
  if (homes) return random.pick(homes)
  switch (art.habitats[0]) {
    case 'water':
      return 'sea'
    case 'air':
      return 'sky'
    case 'deep':
      return 'underwater'
    case 'table':
      return 'still'
    case 'space':
      return 'space'
    default:
      return random.pick(['field', 'field', 'mountains', 'forest'])
  }
}

/** The requested weather, else one that suits the season. */
export function chooseWeather(reading: Reading, random: Random): Weather {
  if (reading.weather) return reading.weather
  if (reading.season === 'winter') return random.chance(0.55) ? 'snow' : 'clear'
  return random.chance(0.35) ? 'clouds' : 'clear'
}

/** The requested time of day, else one that suits the rest. */
export function chooseTime(reading: Reading, setting: SettingName, random: Random): TimeOfDay {
  if (reading.time) return reading.time
  const { features } = reading
  if (features.has('stars') || features.has('moon') || features.has('aurora') || features.has('neon')) return 'night'
  if (reading.mood === 'dark') return random.pick(['night', 'dusk'])
  if (reading.mood === 'melancholic') return random.pick(['dusk', 'dawn', 'day'])
  if (setting === 'city') return random.pick(['dusk', 'night', 'day'])
  if (reading.weather === 'rain' || reading.weather === 'snow' || reading.weather === 'storm')
    return random.pick(['day', 'day', 'dusk'])
  return random.pick(['dawn', 'day', 'day', 'dusk'])
}
