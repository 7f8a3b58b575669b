import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server that a test can take away: clients cannot tell it from the server itself being stopped. */
export interface TcpProxy {
  port: number
  /** Ends all connections and refuses new ones. */
  stop(): Promise<void>
  /** Takes connections again, on the same port. */
  start(): Promise<void>
  /**
   * From now on the connections that are open lose all that is sent in either direction, that they are closed included;
   * new ones are well.
   */
  silence(): void
  /** From now on nothing passes on any connection, new ones included, as if the network lost all that is sent. */
  stall(): void
  /** What was sent meanwhile arrives late, as TCP sends it again until it does. */
  resume(): void
  close(): Promise<void>
}

const HOST = '127.0.0.1'

export async function openTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const silent = new WeakSet<Socket>()
  let stalled = false
  let port = 0

  function keep(socket: Socket): Socket {
    sockets.add(socket)
    // The other side may end a connection in any way; what matters is only that both sides then close.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    return socket
  }

  function pass(from: Socket, to: Socket): void {
    from.on('data', bytes => {
      if (!silent.has(from)) to.write(bytes)
    })
    from.on('close', () => {
      if (!silent.has(from)) to.destroy()
    })
  }

  async function start(): Promise<void> {
    server = createServer(client => {
      const upstream = keep(connect(target))
      keep(client)
      pass(client, upstream)
      pass(upstream, client)
      if (stalled) for (const socket of [client, upstream]) socket.pause()
    })
    server.listen({ host: HOST, port })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    if (!server) return
    const stopping = server
    server = undefined
    stopping.close()
    for (const socket of sockets) socket.destroy()
    await once(stopping, 'close')
  }

  await start()
  return {
    port,
    start,
    stop,
    silence: () => {
      for (const socket of sockets) silent.add(socket)
    },
    stall: () => {
      stalled = true
      for (const socket of sockets) socket.pause()
    },
    resume: () => {
      stalled = false
      for (const socket of sockets) socket.resume()
    },
    close: stop,
  }
}
