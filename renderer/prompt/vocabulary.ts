import type { Weather } from '../drawing/drawing.ts'
import type { TimeOfDay } from '../drawing/light.ts'
import type { Feature, Mood, Season, SettingName } from './reading.ts'

/** Turns `{ value: 'word word' }` into a map from word to value. */
function index<T extends string>(table: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  const entries = Object.entries(table) as [T, string][]
  return new Map(entries.flatMap(([value, words]) => words.split(' ').map(word => [word, value] as const)))
}

export const SETTINGS = index<SettingName>({
  sea: 'sea ocean coast coastline shore seashore beach bay harbor harbour wave surf cliff seaside tide gulf fjord port pier island isle lagoon atoll seascape',
  lake: 'lake pond river stream lakeside riverside creek reservoir waterfall wetland marsh swamp loch',
  mountains:
    'mountain peak alp alpine summit ridge highland hill hilltop valley canyon gorge glacier volcano range himalaya andes mount everest matterhorn',
  forest: 'forest wood woodland jungle grove rainforest taiga thicket woods bamboo glade clearing',
  city: 'city town street skyline downtown metropolis urban skyscraper alley avenue cityscape plaza rooftop tokyo london paris york manhattan cyberpunk',
  desert: 'desert dune sahara oasis mesa sand savanna savannah badlands outback gobi',
  field:
    'field meadow farm farmland prairie pasture countryside garden vineyard grassland plain orchard rural tundra steppe park lawn hillside landscape',
  sky: 'sky cloud heaven cloudscape stratosphere',
  space:
    'space galaxy nebula cosmos universe planet cosmic interstellar orbit asteroid comet outer saturn mars jupiter milkyway astronaut',
  underwater: 'underwater reef deep seabed undersea aquarium submarine kelp abyss coral-reef',
  abstract:
    'abstract pattern geometric geometry gradient shapes minimalism abstraction fractal composition swirl mandala bauhaus texture vibe dreamscape energy music rhythm harmony chaos',
  portrait: 'portrait face headshot selfie bust',
  still: 'still table interior kitchen tabletop room cafe desk shelf',
})

export const TIMES = index<TimeOfDay>({
  dawn: 'dawn sunrise daybreak morning early',
  day: 'day noon midday afternoon daytime daylight sunny sunlit bright sunshine',
  dusk: 'dusk sunset twilight evening sundown gloaming golden-hour',
  night: 'night midnight nighttime nocturnal moonlit moonlight starry starlit starlight',
})

export const WEATHERS = index<Weather>({
  clear: 'clear cloudless sunny',
  clouds: 'cloudy clouds cloud overcast',
  rain: 'rain rainy raining drizzle shower downpour wet monsoon',
  snow: 'snow snowing snowfall blizzard snowstorm',
  fog: 'fog foggy mist misty haze hazy smog',
  storm: 'storm stormy thunderstorm lightning thunder tempest hurricane typhoon gale',
})

export const SEASONS = index<Season>({
  spring: 'spring april may blossom springtime',
  summer: 'summer july august tropical',
  autumn: 'autumn fall october november autumnal harvest',
  winter:
    'winter wintry december january frozen frosty frost icy ice snow snowy blizzard arctic antarctic polar christmas snowfall',
})

export const MOODS = index<Mood>({
  calm: 'calm peaceful serene tranquil quiet gentle soft still zen relaxing soothing placid minimal minimalist',
  dark: 'dark gloomy sinister spooky haunted eerie gothic noir shadowy horror ominous creepy black',
  happy: 'happy joyful cheerful playful cute fun bright merry whimsical jolly',
  melancholic: 'melancholic melancholy sad lonely nostalgic wistful somber sombre lonesome moody abandoned solitude',
  dramatic: 'dramatic epic intense majestic fierce powerful cinematic grand mighty heroic wild',
  dreamy: 'dreamy magical mystical ethereal fantasy surreal enchanted fairytale dream magic mystic',
  vivid: 'vivid vibrant colorful colourful saturated psychedelic neon electric tropical bold retro synthwave vaporwave',
})

export const FEATURES = index<Feature>({
  moon: 'moon moonlit moonlight moonrise crescent',
  sun: 'sun sunny sunrise sunset sunlit',
  stars: 'star starry starlit starlight constellation milkyway galaxy',
  rainbow: 'rainbow',
  water: 'lake pond river stream sea ocean harbor harbour canal lagoon reflection waterside wet venice fjord',
  trees: 'tree forest wood pine fir spruce oak birch maple grove woodland',
  mountains: 'mountain peak alp alpine hill ridge summit fjord',
  island: 'island isle atoll islet',
  flowers:
    'flower blossom tulip poppy daisy lavender rose wildflower lily bloom sunflower iris orchid peony dandelion bouquet flowering',
  neon: 'neon cyberpunk synthwave vaporwave futuristic',
  aurora: 'aurora borealis northern-lights polar-lights',
  volcano: 'volcano eruption erupting lava',
  birds: 'bird gull seagull swallow flock crow raven starling',
  road: 'road path trail street lane highway track',
})

/** Words of the hand-drawn subjects. */
const SUBJECT_WORDS = {
  lighthouse: 'lighthouse beacon',
  castle: 'castle fortress palace citadel stronghold keep',
  house: 'house village hamlet cottage cabin home hut farmhouse barn villa chalet lodge',
  tower: 'tower belltower watchtower campanile',
  windmill: 'windmill mill',
  bridge: 'bridge viaduct aqueduct',
  boat: 'boat sailboat yacht sail ship schooner sailing galleon vessel regatta dinghy',
  rowboat: 'rowboat canoe kayak gondola rowing',
  balloon: 'hot-air-balloon balloon balloons airship',
  fox: 'fox vixen',
  wolf: 'wolf coyote husky',
  bear: 'bear grizzly polar-bear',
  whale: 'whale orca humpback leviathan',
  gull: 'bird gull seagull swallow albatross crane stork heron crow raven',
  tree: 'tree oak',
  pine: 'pine fir spruce conifer cedar',
  flower: 'flower poppy daisy wildflower blossom lily',
  sunflower: 'sunflower',
  person:
    'person man woman girl boy child traveler traveller wanderer hiker figure monk knight warrior someone wizard witch samurai couple lover stranger explorer people walker pilgrim hero',
  fish: 'fish koi goldfish clownfish salmon trout carp tuna angelfish',
  astronaut: 'astronaut cosmonaut spaceman spacewalk',
  mug: 'coffee tea cup mug espresso cappuccino latte cocoa',
  planet: 'planet saturn jupiter mars neptune venus uranus',
} as const

/** The name of a hand-drawn subject. */
export type SubjectName = keyof typeof SUBJECT_WORDS

export const SUBJECTS = index<SubjectName>(SUBJECT_WORDS)

/** Words mapped to icons of another name. */
export const ICON_SYNONYMS: ReadonlyMap<string, string> = words({
  cat: 'cat',
  kitten: 'cat',
  puppy: 'dog',
  hound: 'dog',
  pony: 'horse',
  stallion: 'horse',
  mare: 'horse',
  foal: 'horse',
  stag: 'deer',
  doe: 'deer',
  elk: 'deer',
  reindeer: 'deer',
  fawn: 'deer',
  moose: 'deer',
  antelope: 'deer',
  gazelle: 'deer',
  bunny: 'rabbit',
  hare: 'rabbit',
  tortoise: 'turtle',
  bull: 'ox',
  cow: 'cow',
  sheep: 'ewe',
  lamb: 'ewe',
  hen: 'chicken',
  bee: 'honeybee',
  ladybug: 'lady-beetle',
  hippo: 'hippopotamus',
  rhino: 'rhinoceros',
  ape: 'gorilla',
  dinosaur: 'sauropod',
  dino: 't-rex',
  tyrannosaurus: 't-rex',
  panther: 'leopard',
  cheetah: 'leopard',
  jaguar: 'leopard',
  lion: 'lion',
  squirrel: 'chipmunk',
  hawk: 'eagle',
  falcon: 'eagle',
  car: 'automobile',
  jeep: 'sport-utility-vehicle',
  train: 'locomotive',
  plane: 'airplane',
  aeroplane: 'airplane',
  aircraft: 'airplane',
  jet: 'airplane',
  bike: 'bicycle',
  spaceship: 'rocket',
  spacecraft: 'rocket',
  starship: 'rocket',
  shuttle: 'rocket',
  ufo: 'flying-saucer',
  truck: 'delivery-truck',
  palm: 'palm-tree',
  pagoda: 'japanese-castle',
  temple: 'japanese-castle',
  shrine: 'shinto-shrine',
  torii: 'shinto-shrine',
  cathedral: 'church',
  chapel: 'church',
  monastery: 'church',
  apple: 'red-apple',
  cake: 'birthday-cake',
  burger: 'hamburger',
  beer: 'beer-mug',
  wine: 'wine-glass',
  bread: 'baguette-bread',
  cheese: 'cheese-wedge',
  donut: 'doughnut',
  orange: 'tangerine',
  chili: 'hot-pepper',
  corn: 'ear-of-corn',
  fries: 'french-fries',
  ramen: 'steaming-bowl',
  noodle: 'steaming-bowl',
  book: 'open-book',
  lamp: 'diya-lamp',
  lantern: 'red-paper-lantern',
  clock: 'mantelpiece-clock',
  diamond: 'gem-stone',
  jewel: 'gem-stone',
  gem: 'gem-stone',
  crystal: 'gem-stone',
  sword: 'dagger',
  piano: 'musical-keyboard',
  drum: 'drum',
  heart: 'red-heart',
  pumpkin: 'jack-o-lantern',
  gift: 'wrapped-gift',
  vase: 'amphora',
  plant: 'potted-plant',
  computer: 'desktop-computer',
  phone: 'mobile-phone',
  camera: 'camera',
  ghost: 'ghost',
  skull: 'skull',
  robot: 'robot',
  android: 'robot',
  alien: 'alien',
  mermaid: 'mermaid',
  fairy: 'fairy',
  snowman: 'snowman',
  ballerina: 'woman-dancing',
  dancer: 'woman-dancing',
  surfer: 'person-surfing',
  cyclist: 'person-biking',
  runner: 'person-running',
  dragon: 'dragon',
  phoenix: 'phoenix-bird',
  raccoon: 'raccoon',
  racoon: 'raccoon',
})

export const IRREGULAR_PLURALS: ReadonlyMap<string, string> = words({
  wolves: 'wolf',
  geese: 'goose',
  mice: 'mouse',
  leaves: 'leaf',
  oxen: 'ox',
  men: 'man',
  women: 'woman',
  children: 'child',
  loaves: 'loaf',
  knives: 'knife',
  calves: 'calf',
  fishes: 'fish',
  cacti: 'cactus',
  octopi: 'octopus',
})

export const NUMBERS: ReadonlyMap<string, number> = words({
  one: 1,
  two: 2,
  pair: 2,
  couple: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  several: 4,
  many: 6,
  few: 3,
  herd: 5,
  flock: 6,
  fleet: 4,
  pack: 4,
  school: 6,
  group: 4,
})

/** The count that a collective noun means. */
export const GROUPS: ReadonlyMap<string, number> = words({
  fish: 3,
  village: 6,
  hamlet: 4,
})

/** A lookup by word. A map, as a plain object has keys such as `constructor`, which are words as well. */
function words<T>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(table))
}
