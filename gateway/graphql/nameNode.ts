import { Kind, type NameNode } from 'graphql'

export const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value })
