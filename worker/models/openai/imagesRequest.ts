import { STYLES } from '@atelier/schema/messages/styles.ts'
import { FormData } from 'undici'
import type { ImageRequest, SourceImage } from '../imageModel.ts'
import { chooseSize } from './chooseSize.ts'
import { uprightPng } from './uprightPng.ts'

/** Parameters of every request. */
export interface Server {
  model: string
  sizes: readonly string[]
}

/** The JSON body of `POST /v1/images/generations`. */
export function generationBody(request: ImageRequest, server: Server): Record<string, unknown> {
  return { prompt: styledPrompt(request), ...common(request, server) }
}

/** The multipart body of `POST /v1/images/edits`. */
export async function editForm(request: ImageRequest, source: SourceImage, server: Server): Promise<FormData> {
  const form = new FormData()
  const picture = await uprightPng(source.bytes)
  form.set('prompt', restylingPrompt(request, source))
  for (const [name, value] of Object.entries(common(request, server))) form.set(name, String(value))
  if (source.styleReference) {
    form.append('image[]', fileOf(picture), 'source.png')
    form.append('image[]', fileOf(await uprightPng(source.styleReference)), 'style.png')
  } else {
    form.set('image', fileOf(picture), 'source.png')
  }
  return form
}

function common({ width, height, options }: ImageRequest, { model, sizes }: Server): Record<string, unknown> {
  return {
    model,
    n: 1,
    size: chooseSize({ width, height }, sizes),
    // The gpt-image models always respond with base64, and reject the parameter.
    ...(model.startsWith('gpt-image') ? {} : { response_format: 'b64_json' }),
    ...(typeof options.quality === 'string' ? { quality: options.quality } : {}),
  }
}

function styledPrompt({ prompt, style }: ImageRequest): string {
  const look = lookOf(style)
  return look ? `${prompt}\n\n${look}` : prompt
}

function restylingPrompt({ prompt, style }: ImageRequest, { strength, styleReference }: SourceImage): string {
  const reference = styleReference ? 'Use the palette and tone of the second picture.' : ''
  const parts = ['Restyle the picture and keep what it shows.', lookOf(style), reference, degreeOf(strength), prompt]
  return parts.filter(part => part !== '').join(' ')
}

/** The catalogue's description of a style; empty for the default, which is the model's own. */
function lookOf(style: string): string {
  const entry = STYLES.find(({ name }) => name === style)
  return entry && entry.name !== 'default' ? `Style: ${entry.title}. ${entry.description}` : ''
}

function degreeOf(strength: number): string {
  if (strength < 0.35) return 'Change it only slightly.'
  return strength > 0.75 ? 'Change it strongly.' : ''
}

const fileOf = (bytes: Uint8Array) => new Blob([Uint8Array.from(bytes)], { type: 'image/png' })
