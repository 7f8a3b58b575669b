import { z } from 'zod'

/**
 * A rule over several variables of a schema, for its `check`. It also holds where variables fail that it does not read,
 * so that its fault is told together with theirs.
 * @param variable the one that is named in the fault.
 * @param reads every variable that the rule looks at; it is left aside where one of them fails by itself.
 * @param fault what is wrong with their values, if anything is.
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
