import type { UsersDeps } from '../deps.ts'

/** The time in which registering a name of the settings makes an administrator. */
export interface AdminClaims {
  /** Tells of each name that is still open, and closes those whose time is over, now and when it will be. */
  start(): Promise<void>
  /** Stops after the closing in hand. */
  stop(): Promise<void>
}

/**
 * All names are open for the same time, whether or not there is an administrator: each may be meant for somebody else.
 * Registering looks at the time itself; what is closed here stays so, whatever the settings say later.
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
        log.warn(
          { username },
          'user name makes nobody administrator any more: not registered in time; set ADMIN_USER_IDS',
        )
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
        closing = closeExpired().then(closeLater, error =>
          log.error({ err: error }, 'closing reserved admin names failed'),
        )
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
