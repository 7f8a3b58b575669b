/** Approximate memory overhead of a message's piece, in bytes. */
export const PIECE_BYTES = 256

/**
 * Limits on fragmentation for `WebSocketServer`: each frame, and each network chunk of one, is buffered by itself until
 * the message is complete, with an overhead of some hundred bytes. Beyond, the connection is closed with 1008. Browsers
 * send a message in few frames; network chunks have 500 bytes and more.
 */
export const frameLimits = { maxFragments: 512, maxBufferedChunks: 4_096 } as const
