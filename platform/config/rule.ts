import { z } from 'zod'

/**
 * A rule over several variables of a schema, for its `check`. It runs even when variables that it does not read are
 * invalid, so that all faults are reported together.
 * @param variable the variable that the fault names.
 * @param reads every variable of the rule; it is skipped when one of them is invalid by itself.
 * @param fault the fault of their values, if any.
 */
export const rule = <Config extends object>(
  variable: string,
  reads: readonly (keyof Config & string)[],
  fault: (config: Config) => string | undefined,
) =>
  z.superRefine<Config>(
    (config, context) => {
      const message = fault(config)
      if (message !== undefined) context.addIssue({ code: 'custom', path: [variable], message })
    },
    { when: ({ issues }) => !issues.some(({ path }) => reads.some(name => name === path?.[0])) },
  )
