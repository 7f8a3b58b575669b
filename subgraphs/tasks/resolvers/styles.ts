import { STYLES } from '@atelier/schema/messages/styles.ts'
import type { QueryResolvers } from './types.generated.ts'

export const styles: QueryResolvers['styles'] = () => [...STYLES]
