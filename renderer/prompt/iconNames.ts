import metadata from '@iconify-json/fluent-emoji-flat/metadata.json' with { type: 'json' }
import type { Habitat } from './habitat.ts'

const CATEGORIES: Record<string, Habitat> = {
  'Animals & Nature': 'ground',
  'Travel & Places': 'ground',
  'Food & Drink': 'table',
  Objects: 'table',
  Activities: 'table',
}

const EXCEPTIONS: Record<string, Habitat> = {
  ...from('water', 'ship passenger-ship ferry canoe speedboat motor-boat swan duck goose person-surfing'),
  ...from(
    'deep',
    'fish tropical-fish blowfish shark dolphin octopus squid jellyfish crab lobster mermaid seal turtle spiral-shell',
  ),
  ...from(
    'air',
    'airplane small-airplane helicopter parachute kite balloon eagle bat butterfly honeybee dove parrot phoenix-bird fairy',
  ),
  ...from('space', 'rocket flying-saucer satellite comet astronaut alien ringed-planet'),
  ...from('table', 'red-heart skull rose tulip potted-plant bouquet'),
  ...from('ground', 'robot ghost woman-dancing person-biking person-running snowman scarecrow christmas-tree'),
}

/** Excluded names: ordinary words about light, weather or place, and icons of whole scenes. */
const NOT_SUBJECTS = new Set(
  (
    'sun star cloud rainbow fog foggy desert mountain sunset sunrise fire cityscape school station bank camping construction ' +
    'houses house castle wood rock bridge hole ice mouth eye eyes ear leg nose bone foot map link ring key light spring ' +
    'black-cat ringed-planet cherry-blossom blossom white-flower hibiscus volcano mount-fuji coral bar box ball pattern deep cyclone droplet snowflake beach ocean forest national-park bird whale fox wolf bear sailboat ' +
    'sunflower moon full-moon salt knot label pen memo page seat hook lock wing herb fly bug cricket mate custard cinema'
  ).split(' '),
)

const HABITATS = new Map<string, Habitat>()
for (const [category, icons] of Object.entries(metadata.categories)) {
  const habitat = CATEGORIES[category]
  if (habitat) for (const icon of icons) if (!NOT_SUBJECTS.has(icon)) HABITATS.set(icon, habitat)
}
for (const [icon, habitat] of Object.entries(EXCEPTIONS)) HABITATS.set(icon, habitat)

/** The habitat of an icon; `undefined` for an unknown icon. */
export const iconHabitat = (name: string): Habitat | undefined => HABITATS.get(name)

function from(habitat: Habitat, icons: string): Record<string, Habitat> {
  return Object.fromEntries(icons.split(' ').map(icon => [icon, habitat]))
}
