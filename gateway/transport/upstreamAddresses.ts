import type { UpstreamRequest } from './subscriptionTransport.ts'

/** What a transport has open to one address of a subgraph. */
export interface UpstreamAddress {
  readonly service: string
  readonly url: string
  /** Whether subscriptions wait for a reconnect. */
  readonly isMissed: boolean
  close(): void
}

/** What a transport has open, by subgraph and URL. */
export class UpstreamAddresses<Address extends UpstreamAddress> {
  readonly #known = new Map<string, Address>()
  readonly #open: (service: string, url: string) => Address

  constructor(open: (service: string, url: string) => Address) {
    this.#open = open
  }

  of({ service, url }: Pick<UpstreamRequest, 'service' | 'url'>): Address {
    const key = `${service} ${url}`
    const address = this.#known.get(key) ?? this.#open(service, url)
    this.#known.set(key, address)
    return address
  }

  all(): Iterable<Address> {
    return this.#known.values()
  }

  /** Subgraphs whose connection is lost, if any. */
  trouble(): string | undefined {
    const missed = [...this.#known.values()].filter(({ isMissed }) => isMissed)
    return missed.map(({ service }) => `the stream of ${service} is lost`).join('; ') || undefined
  }

  /**
   * Closes those that are not among these (URLs by name).
   * @param forget called with each subgraph that is not among them.
   */
  keep(urls: ReadonlyMap<string, string>, forget: (service: string) => void): void {
    for (const [key, address] of this.#known) {
      const { service, url } = address
      if (urls.get(service) === url) continue
      this.#known.delete(key)
      address.close()
      if (!urls.has(service)) forget(service)
    }
  }

  closeAll(): void {
    for (const address of this.#known.values()) address.close()
  }
}
