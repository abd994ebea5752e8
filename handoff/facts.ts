import type { Values } from '../bots/message.ts'

/** What the step is told of the world. Gathered by the drain for one entry; what was used is kept in its reading. */
export interface Facts {
  /** The channel's name. */
  channel: string
  /** The account's language: what is spoken until something better is known. */
  language: string
  /** The contact's fields; `language` is their own choice. */
  contact: Values
  /** Whether the brand's hours say that somebody works now. */
  open: boolean
  /** Every queue of the bot. */
  queues: Record<string, { staffed: boolean; waiting: number }>
  /** The conversation's place in its queue, from 1; only while it waits. */
  place?: number
  /** How the customer sounds in this message; left out when there is nothing to tell. */
  mood?: Mood
  /** An agent who has no room: the step is taken again with this. */
  full?: string
}

/** Signs of how a customer feels: the words that say so. */
export interface Mood {
  upset: string[]
  urgent: string[]
}
