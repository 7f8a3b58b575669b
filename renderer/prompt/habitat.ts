/** Where a subject can be placed in a picture. */
export type Habitat = 'ground' | 'structure' | 'water' | 'air' | 'deep' | 'table' | 'space'
