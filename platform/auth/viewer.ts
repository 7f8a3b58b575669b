/** The user of an access token. */
export interface Viewer {
  /** The user's id. */
  id: string
  username: string
  role: 'USER' | 'ADMIN'
  /** The session of the token; revoking it invalidates all its tokens at once. */
  sessionId: string
}
