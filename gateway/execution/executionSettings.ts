import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { limit, onOff } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import type { ErrorLimits } from './errorLimits.ts'

/** Limits of an execution, and how its errors are shown. */
export const executionSettings = z.object({
  MASK_ERRORS: onOff('on').describe('Whether internal errors of subgraphs are replaced by a trace id.'),
  MAX_SUBGRAPH_REQUEST_BYTES: limit(10_485_760).describe(
    'Maximum bytes of all subgraph requests of one operation: the same variable may be sent to many of them; 0 for no limit.',
  ),
  MAX_ERROR_LENGTH: limit(1_000).describe(
    "Maximum characters of an error's message, in responses and in the log; longer ones are truncated; 0 for no limit.",
  ),
  MAX_ERRORS_LENGTH: limit(65_536).describe(
    'Maximum characters of all errors of a response, about; the others are counted; 0 for no limit.',
  ),
})

/** Error limits of the settings. */
export const errorLimits = (config: Settings<typeof executionSettings>): ErrorLimits => ({
  message: config.maxErrorLength,
  all: config.maxErrorsLength,
})
