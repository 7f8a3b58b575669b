/** The mutations that go on while little room is left on the disk: they make some, end something, or let somebody in who may. */
export const WITHOUT_ROOM: ReadonlySet<string> = new Set(['cancelTask', 'cancelTasks'])
