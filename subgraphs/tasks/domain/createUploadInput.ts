import { z } from 'zod'
import { LIMITS, UPLOAD_TYPES } from './limits.ts'

/** Validates the input of an upload. */
export const createUploadInput = z.object({
  contentType: z.string().refine(type => Object.hasOwn(UPLOAD_TYPES, type), {
    error: `Upload one of ${Object.keys(UPLOAD_TYPES).join(', ')}.`,
    params: { code: 'INVALID_CONTENT_TYPE' },
  }),
  bytes: z.number().refine(bytes => Number.isInteger(bytes) && bytes >= 1 && bytes <= LIMITS.uploadBytes, {
    error: `Give the exact size in bytes, from 1 to ${LIMITS.uploadBytes}.`,
    params: { code: 'INVALID_BYTES' },
  }),
})
