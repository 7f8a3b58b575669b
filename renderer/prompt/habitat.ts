/** Where a thing is at home, and so where it goes in a picture. */
export type Habitat = 'ground' | 'structure' | 'water' | 'air' | 'deep' | 'table' | 'space'
