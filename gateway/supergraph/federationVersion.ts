import composer from '@apollo/composition/package.json' with { type: 'json' }

/** Version of the installed composer. */
export const COMPOSER_VERSION = composer.version

/** What a `federation_version` means to the installed composer: `hint` is for people, `fault` ends composition. */
export type FederationVersion = { hint?: string } | { fault: string }

/** Names of the newest release of Federation 2, as rover takes them. */
const NEWEST = new Set(['2', 'latest-2'])

/** Names of the newest release of Federation 1. */
const NEWEST_OF_ONE = new Set(['0', '1', 'latest-0', 'latest-1'])

/** An exact version: `=2.3.1` or `v2.3.1`. */
const EXACT = /^[=v](\d+)\.(\d+)\.(\d+)(-[\w.-]+)?(?:\+[\w.-]+)?$/

/**
 * Reads a `federation_version`. Rover downloads the composer of that version; here the installed one composes, which
 * understands all earlier specifications of Federation 2.
 */
export function federationVersion(given: string, installed = COMPOSER_VERSION): FederationVersion {
  if (NEWEST.has(given)) return {}
  if (NEWEST_OF_ONE.has(given)) return { fault: notFederationOne(given, installed) }
  const exact = EXACT.exec(given)
  if (!exact || !['0', '2'].includes(exact[1] ?? '')) {
    return { fault: `"${given}" is no version of Federation. Write 2, or an exact version such as =${installed}.` }
  }
  if (exact[1] === '0') return { fault: notFederationOne(given, installed) }
  const order = compareVersions(given.slice(1), installed)
  if (order > 0) {
    return { fault: `${given} is later than the installed composer, ${installed}. Write 2, or =${installed}.` }
  }
  return order < 0 ? { hint: `${given} was asked for; the installed composer, ${installed}, composed.` } : {}
}

const notFederationOne = (given: string, installed: string): string =>
  `${given} is Federation 1, and the composer, ${installed}, gives Federation 2. Write 2: it takes subgraphs of Federation 1, too.`

/** Negative when the first is earlier; a pre-release is earlier than its release. */
function compareVersions(a: string, b: string): number {
  const [first, second] = [parts(a), parts(b)]
  for (const [index, number] of first.numbers.entries()) {
    const difference = number - (second.numbers[index] ?? 0)
    if (difference) return difference
  }
  if (first.preRelease === second.preRelease) return 0
  if (!first.preRelease) return 1
  if (!second.preRelease) return -1
  return first.preRelease.localeCompare(second.preRelease, 'en', { numeric: true })
}

function parts(version: string): { numbers: number[]; preRelease: string | undefined } {
  const [, release = '', preRelease] = /^([\d.]+)(?:-([\w.-]+))?/.exec(version) ?? []
  return { numbers: release.split('.').map(Number), preRelease }
}
