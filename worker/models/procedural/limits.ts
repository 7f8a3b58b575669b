/** The name that pictures of this model carry. */
export const MODEL_ID = 'procedural'

/** The least and greatest length of a picture's side, in pixels. */
export const SIDE_LIMITS = { min: 64, max: 2048 } as const
