/** What a piece of a message takes in memory besides its bytes, about. */
export const PIECE_BYTES = 256

/**
 * How finely a WebSocket message may be cut, for `WebSocketServer`: each frame, and each piece that the network makes of
 * one, is kept by itself until the message is whole, at some hundred bytes besides its own. A finer one is closed with 1008.
 * Browsers send a message in few frames; networks cut it into pieces of 500 bytes and more.
 */
export const frameLimits = { maxFragments: 512, maxBufferedChunks: 4_096 } as const
