import type { UsersDeps } from '../deps.ts'

/** The period in which registering a name of the settings creates an administrator. */
export interface AdminClaims {
  /** Logs each open name, and closes names whose period is over, now and later. */
  start(): Promise<void>
  /** Stops after the current round. */
  stop(): Promise<void>
}

/**
 * All names are open for the same period, whether or not an administrator exists: each may be meant for another person.
 * Registration checks the period itself; a name closed here stays closed, whatever the settings say later.
 */
export function createAdminClaims({ reservedNames, clock, settings, log }: UsersDeps): AdminClaims {
  const { adminUsernames, adminClaimMs } = settings
  let timer: NodeJS.Timeout | undefined
  let closing: Promise<unknown> = Promise.resolve()

  /** @returns the names that stay open, and until when. */
  async function closeExpired(): Promise<{ username: string; until: Date }[]> {
    const open: { username: string; until: Date }[] = []
    const openSince = new Date(clock.now().getTime() - adminClaimMs)
    for (const username of adminUsernames) {
      if (await reservedNames.close(username, openSince)) {
        log.warn({ username }, 'admin user name expired before its registration, set ADMIN_USER_IDS')
      }
      const reserved = await reservedNames.find(username)
      if (reserved?.opens) open.push({ username, until: new Date(reserved.createdAt.getTime() + adminClaimMs) })
    }
    return open
  }

  function closeLater(open: readonly { until: Date }[]): void {
    if (open.length === 0) return
    const first = Math.min(...open.map(({ until }) => until.getTime()))
    timer = setTimeout(
      () => {
        closing = closeExpired().then(closeLater, error => log.error({ err: error }, 'admin user names not closed'))
      },
      Math.max(first - clock.now().getTime(), 1_000),
    )
    timer.unref()
  }

  return {
    async start() {
      const open = await closeExpired()
      for (const each of open) {
        log.warn(each, 'the first to register this user name becomes administrator')
      }
      closeLater(open)
    },
    async stop() {
      clearTimeout(timer)
      await closing
      clearTimeout(timer)
    },
  }
}
