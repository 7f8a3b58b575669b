/** Who is calling, as an access token says. */
export interface Viewer {
  /** The user's id. */
  id: string
  username: string
  role: 'USER' | 'ADMIN'
  /** The session that the token belongs to; revoking it ends every token of it at once. */
  sessionId: string
}
