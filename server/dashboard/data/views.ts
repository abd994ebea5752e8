import type { View } from '../../api.ts'

/** The views of the inbox, as they stand in its tabs. */
export const views: View[] = ['queue', 'mine', 'bot', 'people', 'closed']
