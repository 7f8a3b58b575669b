/** An image model, as clients see it. */
export interface ModelEntry {
  /** The id in requests. */
  id: string
  title: string
  description: string
}

/** Every supported model. */
export const MODELS = [
  {
    id: 'procedural',
    title: 'Procedural',
    description: 'Draws scenes from the words of a prompt on the CPU; the same seed gives the same picture.',
  },
  {
    id: 'openai',
    title: 'OpenAI-compatible server',
    description: 'A model server that speaks the OpenAI Images API.',
  },
] as const satisfies readonly ModelEntry[]

export type ModelId = (typeof MODELS)[number]['id']

export const isModelId = (id: string): id is ModelId => MODELS.some(model => model.id === id)
